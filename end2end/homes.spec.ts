// Every capacity's home opens on its own, with one heading, and nothing serious for axe; on each terminal's size. What could not
// be fetched for it comes at the next try.
import { expect } from "@playwright/test";
import { expectAccessible } from "./axe";
import { signIn, tryToSignIn } from "./people";
import { addPhotos, picture } from "./photo";
import { demoAccount } from "./playwright.config";
import { test } from "./test";

const HOMES: [account: string, path: string][] = [
  ["demo-resident", "/resident"],
  ["demo-grid", "/grid"],
  ["demo-property", "/property/repair"],
  ["demo-street", "/street/case"],
  ["demo-admin", "/admin/user"],
];

for (const [account, path] of HOMES) {
  test(`${account} lands on ${path}`, async ({ page }) => {
    await tryToSignIn(page, account, demoAccount(account).password);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expectAccessible(page);
  });
}

test.describe("a part of the program that could not be fetched", () => {
  // What a service worker fetches can't be refused here.
  test.use({ serviceWorkers: "block" });

  test("comes when it is tried again, and its page works", async ({ page }) => {
    const part = "**/split_grid.wasm";
    await page.route(part, (route) => route.abort());
    await signIn(page, "demo-grid", "/grid/report");
    await expect(page.getByText("这部分程序没能取到")).toBeVisible();
    await page.unroute(part);
    await page.getByRole("button", { name: "重试", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await addPhotos(page, picture(90, 60, 140));
    await expect(page.getByText("1/9 张")).toBeVisible();
  });
});
