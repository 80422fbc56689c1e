// Where the keyboard is: while a record is on its way, and from a list through the acts of a case and back.
import { expect, type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ask, callsOf, signIn } from "./people";
import { test } from "./test";

test("a record that comes late takes the focus from its row, and never from somebody who types", async ({ page }) => {
  await signIn(page, "demo-street", "/street/device");
  const rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
  const title = page.getByRole("complementary").getByRole("heading", { level: 2 });
  await rows.nth(0).getByRole("rowheader").getByRole("button").click();
  await expect(title).toBeFocused();
  await expectAccessible(page);

  await page.route(callsOf("sensing/read_device"), async (route) => {
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

/** Presses Tab until one of these has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted.first()).toBeVisible();
  for (let n = 0; n < 40; n += 1) {
    if (await wanted.evaluateAll((all) => all.some((one) => one === document.activeElement))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${wanted}`);
}

test("a case is opened, accepted, dispatched and left by the keyboard alone", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-street", "/street/case");
  const what = { kind: "fire_hazard", category: "piled_corridor", title: "楼道堆放纸箱", place: "3-1502" };
  const more = { at: null, photos: [], details: { responsible: "演示业主" }, typed_at: null };
  const draft = { id: crypto.randomUUID(), ...what, ...more };
  const { status, answer } = await ask<{ number: string }>(page, "work/report", { draft });
  expect(status, JSON.stringify(answer)).toBe(200);
  const row = page.getByRole("row").filter({ hasText: answer.number });
  await expect(row).toBeVisible();

  // The newest stands first.
  await page.keyboard.press("j");
  await expect(row).toBeFocused();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("complementary").filter({ hasText: answer.number });
  const title = sheet.getByRole("heading", { level: 2 });
  await expect(title).toBeFocused();

  const acts = sheet.locator(".sheet-acts");
  const first = (name: string) => acts.getByRole("button", { name, exact: true });
  await expect(first("受理")).toBeEnabled();
  await page.keyboard.press("Alt+1");
  await expect(first("受理")).toHaveCount(0);
  await expect(sheet.getByText("已受理").first()).toBeVisible();
  await expect(title).toBeFocused();

  await expect(first("派单")).toBeEnabled();
  await page.keyboard.press("Alt+1");
  const dialog = page.getByRole("dialog", { name: `把 ${answer.number} 派给谁？` });
  await expect(dialog).toBeVisible();
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await tabTo(page, dialog.getByRole("radio"));
  await page.keyboard.press("Space");
  await expect(dialog.getByRole("radio", { checked: true })).toBeFocused();
  await tabTo(page, dialog.getByRole("button", { name: "派单", exact: true }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(sheet.getByText("已派单").first()).toBeVisible();
  await expect(title).toBeFocused();

  await tabTo(page, sheet.getByRole("tab", { name: "事实" }));
  await page.keyboard.press("ArrowRight");
  const timeline = sheet.getByRole("tab", { name: "时间线" });
  await expect(timeline).toBeFocused();
  await expect(timeline).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(row).toBeFocused();
  await expect(row).toContainText("已派单");
});
