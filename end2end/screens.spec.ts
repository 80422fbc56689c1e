// The README's pictures, taken from the running product with its devices reporting. `cargo xtask screens` plays it.
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { says } from "./devices";
import { person, signIn } from "./people";
import { test } from "./test";

/** Where a picture goes. */
function picture(name: string): { path: string } {
  const folder = process.env.LINLI_SCREENS;
  if (!folder) throw new Error("LINLI_SCREENS is not set; take the pictures by `cargo xtask screens`");
  return { path: join(folder, `${name}.png`) };
}

/** Waits until nothing is loading, and takes the picture. */
async function take(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.waitForTimeout(1000);
  await page.screenshot(picture(name));
}

test("pictures", async ({ page, browser }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await signIn(page, "demo-wall", "/wall");
  await page.getByRole("button", { name: "开始值守" }).first().click();
  await page.getByRole("button", { name: "听到了", exact: true }).click();
  // All devices have said hello: linkage would reach some of them too early.
  await expect(page.getByText(/在线 (\d+)\/\1/)).toBeVisible({ timeout: 60_000 });
  says("SMK-3-1502", { smoke_obscuration: 8.2 });
  await expect(page.getByText(/已立案 F-\d{4}/).first()).toBeVisible();
  // The camera flies, and software draws two frames a second; meanwhile the simulated detector may have taken it back.
  await page.waitForTimeout(15_000);
  says("SMK-3-1502", { smoke_obscuration: 8.6 });
  await page.waitForTimeout(3_000);
  await page.screenshot(picture("wall"));

  const street = await person(browser, "demo-street");
  await street.setViewportSize({ width: 1440, height: 900 });
  await street.goto("/street/case");
  await take(street, "street");

  const worker = await browser.newContext({ viewport: { width: 1024, height: 768 }, isMobile: true, hasTouch: true });
  const grid = await worker.newPage();
  await signIn(grid, "demo-grid", "/grid");
  await take(grid, "grid");

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const home = await phone.newPage();
  await signIn(home, "demo-resident", "/resident");
  await take(home, "resident");

  const lobby = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true });
  const kiosk = await lobby.newPage();
  await signIn(kiosk, "demo-kiosk", "/kiosk");
  await expect(kiosk.getByRole("link", { name: /^通知/ })).toContainText(/\d+ 条/);
  await expect(kiosk.getByRole("link", { name: /^环境/ })).toContainText(/℃/);
  await take(kiosk, "kiosk");
});
