// A flat on the map: who is registered there, now and before, as far as one may see it.
import { expect, type Page, test } from "@playwright/test";
import { canvas } from "./map";
import { ask, person, signIn } from "./people";

interface Dwelling {
  id: string;
  code: string;
  label: string;
}

/** A flat where people live and others lived before. */
async function flat(page: Page): Promise<Dwelling & { now: number; past: number }> {
  const listing = { filters: [], limit: 200 };
  const { answer } = await ask<{ rows: Dwelling[] }>(page, "spatial/list_dwellings", { listing });
  for (const row of answer.rows) {
    const now = await ask<object[]>(page, "registry/list_occupants", { dwelling: row.id });
    const past = await ask<object[]>(page, "registry/list_past_occupants", { dwelling: row.id });
    if (now.answer.length > 0 && past.answer.length > 0) {
      return { ...row, now: now.answer.length, past: past.answer.length };
    }
  }
  throw new Error("nobody has moved in this community");
}

const MASKED = /.\*+/;

test(
  "a flat shows who lives there and who did, masked, in full only to who may and for a purpose",
  { tag: ["@MGT-6.6.10-c"] },
  async ({ page, browser }) => {
    test.setTimeout(240_000);
    await signIn(page, "demo-street", "/wall");
    await canvas(page);
    const { code, label, now, past } = await flat(page);

    // On the map: found by its number, it opens with its people, and nothing can be disclosed on a wall.
    const box = page.getByRole("combobox", { name: "搜索" });
    await box.fill(label);
    await page.getByRole("option", { name: label }).first().click();
    const onMap = page.locator(".wall-sheet");
    await onMap.getByRole("tab", { name: /^人员/ }).click();
    await expect(onMap.getByRole("tabpanel").getByRole("listitem")).toHaveCount(now);
    await expect(onMap.getByRole("tabpanel").getByRole("listitem").first()).toContainText(MASKED);
    await expect(onMap.getByRole("button", { name: "查看原文" })).toHaveCount(0);
    await onMap.getByRole("tab", { name: /^变更/ }).click();
    await expect(onMap.getByRole("tabpanel").getByRole("listitem")).toHaveCount(past);
    await expect(onMap.getByRole("tabpanel").getByRole("listitem").first()).toContainText(/\d{4}.*\d{4}/);

    // At the desk: in full for a purpose, with a countdown, hidden again.
    await page.goto(`/street/dwelling?sel=${code}`);
    const sheet = page.getByRole("complementary").filter({ hasText: label });
    await sheet.getByRole("tab", { name: /^人员/ }).click();
    const first = sheet.getByRole("tabpanel").getByRole("listitem").first();
    await expect(first).toContainText(MASKED);
    await first.getByRole("button", { name: "查看原文" }).click();
    const dialog = page.getByRole("dialog").filter({ hasText: "查看个人信息原文" });
    await dialog.getByRole("combobox").selectOption({ label: "上门走访" });
    await dialog.getByRole("button", { name: "显示", exact: true }).click();
    await expect(first.locator(".disclosed")).toContainText(/1\d{10}/);
    await expect(first.locator(".disclosed")).toContainText(/\d+ 秒/);
    await first.getByRole("button", { name: "立即隐藏" }).click();
    await expect(first.locator(".disclosed")).toHaveCount(0);

    // Property sees the same people masked only; an inspector sees that the flat is there, and nobody in it.
    const property = await person(browser, "demo-property");
    await property.goto(`/property/dwelling?sel=${code}`);
    const theirs = property.getByRole("complementary").filter({ hasText: label });
    await theirs.getByRole("tab", { name: /^人员/ }).click();
    await expect(theirs.getByRole("tabpanel").getByRole("listitem")).toHaveCount(now);
    await expect(theirs.getByRole("button", { name: "查看原文" })).toHaveCount(0);
    const inspector = await person(browser, "demo-inspector");
    await inspector.goto(`/street/dwelling?sel=${code}`);
    const seen = inspector.getByRole("complementary").filter({ hasText: label });
    await expect(seen.getByRole("tab", { name: "概况" })).toBeVisible();
    await expect(seen.getByRole("tab", { name: /^(人员|变更)/ })).toHaveCount(0);
  },
);
