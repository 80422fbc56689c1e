// A flat, on the map and at the desk: who is registered there, now and before, as far as one may see it.
import { expect, type Page } from "@playwright/test";
import { drawnDwellings, remember } from "./drawn";
import { canvas, middleOf, written } from "./map";
import { ask, person, signIn } from "./people";
import { test } from "./test";

interface Dwelling {
  id: string;
  map_no: number;
  code: string;
  label: string;
  storey: number;
  occupants: number;
  at: { lon: number; lat: number };
}

async function dwellings(page: Page): Promise<Dwelling[]> {
  const listing = { filters: [], limit: 200 };
  return (await ask<{ rows: Dwelling[] }>(page, "spatial/list_dwellings", { listing })).answer.rows;
}

/** A flat where people live and others lived before. */
async function flat(page: Page): Promise<Dwelling & { now: number; past: number }> {
  for (const row of await dwellings(page)) {
    const now = await ask<object[]>(page, "registry/list_occupants", { dwelling: row.id });
    const past = await ask<object[]>(page, "registry/list_past_occupants", { dwelling: row.id });
    if (now.answer.length > 0 && past.answer.length > 0) {
      return { ...row, now: now.answer.length, past: past.answer.length };
    }
  }
  throw new Error("nobody has moved in this community");
}

const MASKED = /.\*+/;

// A service worker would answer for the map's module.
test.use({ serviceWorkers: "block" });

test(
  "a flat shows who lives there and who did, masked, in full only to who may and for a purpose",
  { tag: ["@MGT-6.6.10-c"] },
  async ({ page, browser }) => {
    test.setTimeout(150_000);
    await remember(page);
    await signIn(page, "demo-street", "/wall");
    await canvas(page);
    const { map_no, code, label, storey, at, now, past } = await flat(page);

    // On the map: what is above it is cut away, a click on it opens it with its people, and nothing can be disclosed on
    // a wall.
    const above = written({ ...at, zoom: 20, bearing: 0, pitch: 0 });
    await page.goto(`/wall?cam=${above}&storey=${storey}&on=building,dwelling`);
    const { x, y } = await middleOf(page);
    await expect.poll(async () => (await drawnDwellings(page)).includes(map_no), { timeout: 90_000 }).toBe(true);
    await page.waitForTimeout(3_000);
    await page.mouse.click(x, y);
    const onMap = page.locator(".wall-sheet");
    await expect(page).toHaveURL(/sel=dwelling\./, { timeout: 30_000 });
    await expect(onMap.getByRole("heading", { name: label }).first()).toBeVisible();
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
    await dialog.getByRole("button", { name: "显示", exact: true }).click();
    await expect(dialog.getByText("这一项需要填写。")).toBeVisible();
    await expect(dialog.getByRole("combobox")).toBeFocused();
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

/** Dates of last year, which every list says in full. */
const LAST_YEAR = new Date().getFullYear() - 1;
const [FROM, TO] = [`${LAST_YEAR}-03-02`, `${LAST_YEAR}-11-20`];

test("moving in and out keeps dated history", { tag: ["@MGT-6.6.10-b"] }, async ({ page, browser }) => {
  test.setTimeout(180_000);
  await signIn(page, "demo-property", "/property/dwelling");
  const empty = (await dwellings(page)).find((row) => row.occupants === 0);
  if (!empty) throw new Error("every dwelling is lived in");
  const number = Date.now().toString().slice(-6);
  await page.goto(`/property/dwelling?sel=${empty.code}`);
  const sheet = page.getByRole("complementary").filter({ hasText: empty.label });
  const people = sheet.getByRole("tab", { name: /^人员/ });
  // Names are masked; the number of a demo person stays.
  const row = sheet.getByRole("tabpanel").getByRole("listitem").filter({ hasText: `演***${number}` });

  await people.click();
  await sheet.getByRole("button", { name: "登记迁入" }).click();
  const form = page.getByRole("dialog", { name: "登记迁入" });
  await form.getByLabel("姓名").fill(`演示住户${number}`);
  await form.getByLabel("手机号").fill(`10000${number}`);
  await form.getByRole("radio", { name: "租户" }).check();
  await form.getByLabel("迁入日期").fill(FROM);
  await form.getByRole("button", { name: "保存", exact: true }).click();
  await expect(form).toBeHidden();
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("租户");
  await expect(row).toContainText(`${FROM}起`);

  await row.getByRole("button", { name: "登记迁出" }).click();
  const question = page.getByRole("dialog").filter({ hasText: empty.label });
  const leavesOn = question.getByLabel("迁出日期");
  await leavesOn.fill("");
  await question.getByRole("button", { name: "登记迁出" }).click();
  await expect(question.getByText("这一项需要填写。")).toBeVisible();
  await expect(leavesOn).toBeFocused();
  await leavesOn.fill(TO);
  await question.getByRole("button", { name: "登记迁出" }).click();
  await expect(question).toBeHidden();
  await expect(row).toHaveCount(0);
  await sheet.getByRole("tab", { name: /^变更/ }).click();
  await expect(row).toContainText(`${FROM}–${TO}`);

  // So does the street see it, on a page of its own.
  const street = await person(browser, "demo-street");
  await street.goto(`/street/dwelling?sel=${empty.code}`);
  const theirs = street.getByRole("complementary").filter({ hasText: empty.label });
  await theirs.getByRole("tab", { name: /^变更/ }).click();
  const kept = theirs.getByRole("tabpanel").getByRole("listitem").filter({ hasText: `演***${number}` });
  await expect(kept).toContainText(`${FROM}–${TO}`);
});
