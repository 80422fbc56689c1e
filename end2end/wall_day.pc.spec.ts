// The wall's lists of alarms: read page by page, and what is left out or can't be read is said.
import { expect } from "@playwright/test";
import { calm } from "./calm";
import { says } from "./devices";
import { signIn } from "./people";
import { test } from "./test";

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

test("alarms that can't be read don't look like calm, nor one that is heard of meanwhile like all", async ({ page }) => {
  test.setTimeout(180_000);
  let isAway = true;
  await page.route(/\/api\/sensing\/list_alarms/, (route) => (isAway ? route.abort() : route.continue()));
  await signIn(page, "demo-wall", "/wall");
  await calm(page);
  const unknown = page.getByRole("link", { name: "告警 —", exact: true });
  const list = page.getByRole("tabpanel");
  const again = list.getByRole("button", { name: "重试", exact: true });
  const none = page.getByText("没有未结告警。");
  await expect(again).toBeVisible({ timeout: 60_000 });
  await expect(unknown).toBeVisible();
  await expect(none).toHaveCount(0);

  says("SMK-3-1502", { smoke_obscuration: 8.2 });
  await expect(list.getByRole("listitem").filter({ hasText: "3-1502" }).first()).toBeVisible();
  await expect(unknown).toBeVisible();
  await expect(again).toBeVisible();

  // It is tried again by itself.
  isAway = false;
  await expect(page.getByRole("link", { name: /^告警 [1-9]\d*$/ })).toBeVisible({ timeout: 60_000 });
  await expect(again).toHaveCount(0);

  says("SMK-3-1502", { smoke_obscuration: 0.1 });
  await page.getByRole("button", { name: "确认", exact: true }).first().click();
  await expect(none).toBeVisible();
});
