// The same screens in English: what the program says, not what people wrote.
import { expect, type Page } from "@playwright/test";
import { ask, signIn } from "./people";
import { test } from "./test";

const HAN = /\p{Script=Han}/u;

/** Chooses a language in the menu behind one's capacity; the page is loaded again in it. */
async function choose(page: Page, language: string, tag: string): Promise<void> {
  await page.getByRole("banner").getByRole("button").click();
  const item = page.getByRole("menuitemradio", { name: language, exact: true });
  await expect(item).toHaveAttribute("aria-checked", "false");
  await item.click();
  await expect(page.locator("html")).toHaveAttribute("lang", tag);
}

test("the street office reads its cases in English, errors as well, and in Chinese again", async ({ page }) => {
  const nowhere = `/street/case?sel=${crypto.randomUUID()}`;
  await signIn(page, "demo-street", nowhere);
  await expect(page.getByText("找不到这个案件。它可能已删除，或不在你的范围内。")).toBeVisible();
  const what = { kind: "fire_hazard", category: "blocked_lane", title: "消防通道被占用", place: "3-1502" };
  const more = { at: null, photos: [], details: { responsible: "演示业主" }, typed_at: null };
  const draft = { id: crypto.randomUUID(), ...what, ...more };
  const { status, answer } = await ask<{ number: string }>(page, "work/report", { draft });
  expect(status, JSON.stringify(answer)).toBe(200);

  await choose(page, "English", "en");
  await expect(page.getByText("We can't find this case. It may be deleted or outside your area.")).toBeVisible();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Cases/ })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: answer.number });
  await expect(row).toContainText("Blocked fire lane");
  await expect(row).toContainText("Reported");
  await expect(row.getByRole("button", { name: "Dispatch", exact: true })).toBeVisible();
  const filters = page.locator(".register-filters");
  for (const name of ["State", "Category", "Level", "Overdue", "Mine", "Area"]) {
    await expect(filters.getByRole("button", { name, exact: true })).toBeVisible();
  }
  for (const part of [".register-toolbar", "thead", ".nav"]) {
    const words = await page.locator(part).innerText();
    expect(words, part).toMatch(/[A-Za-z]{4}/);
    expect(words, part).not.toMatch(HAN);
  }

  await row.getByRole("button", { name: answer.number }).click();
  const sheet = page.getByRole("complementary").filter({ hasText: answer.number });
  await expect(sheet.getByText(`Case ${answer.number}`)).toBeVisible();
  await expect(sheet.getByRole("tab", { name: "Timeline" })).toBeVisible();
  for (const part of [".sheet-kind", ".sheet-line", ".sheet-tabs", ".sheet-acts"]) {
    await expect(sheet.locator(part), part).not.toHaveText(HAN);
  }
  for (const label of await sheet.locator("dt").allInnerTexts()) expect(label).not.toMatch(HAN);
  const cancel = sheet.getByRole("button", { name: "Cancel", exact: true });
  await expect(cancel).toBeEnabled();
  await cancel.click();
  const dialog = page.getByRole("dialog", { name: `Cancel ${answer.number}?` });
  await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(dialog.getByText("Give a reason of at least 5 characters.")).toBeVisible();
  await dialog.getByRole("button", { name: "Back", exact: true }).click();

  await choose(page, "中文", "zh-CN");
  await expect(page.getByRole("heading", { level: 1, name: /^案件/ })).toBeVisible();
  await expect(sheet.getByRole("button", { name: "撤销", exact: true })).toBeVisible();
});
