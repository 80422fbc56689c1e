// Somebody at a desk, whatever terminal the test itself plays.
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { signIn } from "./people";

/** A PC of its own, at which a demo account has signed in. */
export async function atDesk(browser: Browser, name: string, next = "/"): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    isMobile: false,
    hasTouch: false,
  });
  const page = await context.newPage();
  await signIn(page, name, next);
  return page;
}

/** Opens a work item from its list, and answers its sheet. */
export async function openItem(desk: Page, list: string, number: string): Promise<Locator> {
  await desk.goto(`${list}?open=any`);
  await desk.getByRole("row").filter({ hasText: number }).getByRole("button", { name: number }).click();
  const sheet = desk.getByRole("complementary").filter({ hasText: number });
  await expect(sheet).toBeVisible();
  return sheet;
}

/** Does an act that is asked about first; `fill` types what it needs. */
export async function act(desk: Page, verb: string, fill?: (dialog: Locator) => Promise<void>): Promise<void> {
  await desk.getByRole("complementary").getByRole("button", { name: verb, exact: true }).click();
  const dialog = desk.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await fill?.(dialog);
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Types a heat detector on the second storey of building 3 into the form that registers devices. */
export async function fillDetector(form: Locator, name: string): Promise<void> {
  await form.getByLabel("类型").selectOption({ label: "温感" });
  await form.getByLabel("名称").fill(name);
  await form.getByLabel("位置").fill("3");
  await form.getByLabel("楼层").fill("2");
}

/** Registers a heat detector on the second storey of building 3 in the open register of devices; its sheet then stands beside. */
export async function registerDetector(page: Page, name: string): Promise<void> {
  const form = page.getByRole("dialog", { name: "登记设备" });
  if (!(await form.isVisible())) await page.getByRole("button", { name: "登记设备", exact: true }).first().click();
  await fillDetector(form, name);
  await form.getByRole("button", { name: "保存", exact: true }).click();
  await expect(form).toBeHidden();
}
