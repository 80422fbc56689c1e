// Where the keyboard is while a record is on its way.
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./axe";
import { signIn } from "./people";

test("a record that comes late takes the focus from its row, and never from somebody who types", async ({ page }) => {
  await signIn(page, "demo-street", "/street/device");
  const rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
  const title = page.getByRole("complementary").getByRole("heading", { level: 2 });
  await rows.nth(0).getByRole("rowheader").getByRole("button").click();
  await expect(title).toBeFocused();
  await expectAccessible(page);

  await page.route("**/api/sensing/read_device*", async (route) => {
    await new Promise((done) => setTimeout(done, 3_000));
    await route.continue();
  });
  const name = await rows.nth(1).getByRole("cell").first().innerText();
  await rows.nth(1).getByRole("rowheader").getByRole("button").click();
  const search = page.getByRole("searchbox");
  await search.click();
  await page.keyboard.type("S");
  await expect(title).toHaveText(name);
  await expect(search).toBeFocused();
  await page.keyboard.type("M");
  await expect(search).toHaveValue("SM");
});
