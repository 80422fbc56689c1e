// The wall's list of a day: read page by page, and what is left out is said.
import { expect, test } from "@playwright/test";
import { signIn } from "./people";

// A service worker would stand between the page and what is answered here.
test.use({ serviceWorkers: "block" });

test("a day with more alarms than a wall can list says so", async ({ page }) => {
  test.setTimeout(120_000);
  const asked: (string | null)[] = [];
  await page.route(/\/api\/sensing\/list_alarms/, async (route) => {
    const sent = route.request().postData() ?? "";
    if (!sent.includes('"day"')) return route.continue();
    const { listing } = JSON.parse(sent);
    asked.push(listing.after);
    const turn = Number(/\d+/.exec(listing.after ?? "page 0"));
    const answer = await route.fetch({ postData: JSON.stringify({ listing: { ...listing, after: null } }) });
    await route.fulfill({ response: answer, json: { ...(await answer.json()), next: `page ${turn + 1}` } });
  });
  await signIn(page, "demo-wall", "/wall?tab=today");
  await expect(page.getByText("每天只列出最近 1000 条告警。")).toBeVisible();
  // Once a page has its turn, however often the list is read.
  expect(new Set(asked)).toEqual(new Set([null, "page 1", "page 2", "page 3", "page 4"]));
});
