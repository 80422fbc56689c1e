// Fire hazards at the desk: reported with a photo, corrected and withdrawn; found again, with their whole timeline.
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { act } from "./desk";
import { dwellingOf } from "./map";
import { ask, audited, fresh, signIn } from "./people";
import { addPhotos, picture } from "./photo";
import { fact } from "./sheet";
import { test } from "./test";

const HOME = "3-1502";

/** Puts a value of a filter on: by its words, or by where it stands among the others. */
async function choose(page: Page, filter: string, value: string | number): Promise<void> {
  await page.locator(`[data-filter="${filter}"]`).getByRole("button").first().click();
  const values = page.getByRole("menu").locator(".menu-item");
  await (typeof value === "number" ? values.nth(value) : values.filter({ hasText: value })).click();
  await expect(page).toHaveURL(new RegExp(`[?&]${filter}=`));
  // A menu of several choices stays open.
  await page.getByRole("heading", { level: 1 }).click();
  await expect(page.getByRole("menu")).toHaveCount(0);
}

test("a fire hazard is reported with a photo, corrected and withdrawn, and all of it is on record", { tag: ["@GOV-6.5.2-a"] }, async ({ page, browser }) => {
  test.setTimeout(120_000);
  const [wrong, right] = [fresh("灭火器压力不足"), fresh("消防车通道停了两辆车")];
  await signIn(page, "demo-property", "/property/case");
  await page.getByRole("button", { name: "上报案件" }).first().click();
  const form = page.getByRole("dialog", { name: "上报案件" });
  const type = form.getByLabel("类型");
  for (const name of ["消防通道堵塞", "灭火器过期", "电动车进楼充电"]) {
    await expect(type.getByRole("option", { name, exact: true })).toHaveCount(1);
  }
  await type.selectOption({ label: "灭火器过期" });
  await form.getByLabel("内容").fill(wrong);
  await form.getByLabel("位置").fill(HOME);
  await addPhotos(page, picture(150, 20, 70));
  await expectAccessible(page);
  await form.getByRole("button", { name: "提交" }).click();
  await expect(form).toBeHidden();

  // It stands where the model has the dwelling, with its photo.
  const told = page.getByRole("complementary").filter({ hasText: wrong });
  await expect(told).toBeVisible();
  const number = /F-\d{4}/.exec(await told.innerText())?.[0] ?? "";
  const id = new URL(page.url()).searchParams.get("sel");
  const sheet = page.getByRole("complementary").filter({ hasText: number });
  await expect(fact(sheet, "类型")).toHaveText("灭火器过期");
  await expect(fact(sheet, "位置")).toHaveText(HOME);
  await expect(fact(sheet, "标准地址")).toHaveText(/3号楼1单元1502室/);
  const photo = sheet.getByRole("img", { name: /现场照片/ });
  await expect(photo).toHaveCount(1);
  await photo.scrollIntoViewIfNeeded();
  await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  await sheet.getByRole("button", { name: "修改", exact: true }).click();
  const change = page.getByRole("dialog", { name: "修改" });
  await change.getByLabel("类型").selectOption({ label: "消防通道堵塞" });
  await change.getByLabel("内容").fill(right);
  await change.getByLabel("位置").fill("3");
  await change.getByRole("button", { name: "保存", exact: true }).click();
  await expect(change).toBeHidden();
  await expect(sheet.getByRole("heading", { name: right })).toBeVisible();
  await expect(fact(sheet, "类型")).toHaveText("消防通道堵塞");
  await expect(fact(sheet, "位置")).toHaveText("3号楼");

  await act(page, "撤销", (dialog) => dialog.getByRole("textbox").fill("车辆已经自行驶离"));
  await expect(sheet.getByText("已撤销").first()).toBeVisible();
  await sheet.getByRole("tab", { name: "时间线" }).click();
  await sheet.getByRole("radio", { name: "最早在前" }).check();
  await expect(sheet.locator(".timeline-entry")).toContainText([
    /上报\s+演示物业01/,
    /修改\s+演示物业01/,
    /撤销\s+演示物业01.*车辆已经自行驶离/s,
  ]);

  // It is open no longer, and not gone.
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary")).toHaveCount(0);
  const row = page.getByRole("row").filter({ hasText: number });
  await expect(row).toHaveCount(0);
  await choose(page, "state", "已撤销");
  await expect(row).toContainText(right);

  await audited(browser, id ?? "", "demo-property", ["撤销", "修改", "新建"]);
});

test("a fire hazard is found by time, place, type, state and handler, and opens its whole timeline", { tag: ["@GOV-6.5.2-d"] }, async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-street", "/street/case");
  const item = crypto.randomUUID();
  const what = { id: item, kind: "fire_hazard", category: "charging_indoors", title: fresh("电动车推进楼道") };
  const how = { place: HOME, at: null, photos: [], details: { responsible: "演示业主" }, typed_at: null };
  const { answer: reported } = await ask<{ number: string }>(page, "work/report", { draft: { ...what, ...how } });
  const { answer: workers } = await ask<{ name: string; user: string }[]>(page, "work/list_workers", { item });
  const assignee = workers.find((worker) => worker.name === "演示网格员01")?.user;
  const step = { item, revision: null };
  const given = { ...step, entry: crypto.randomUUID(), act: "dispatch", assignee };
  expect((await ask(page, "work/step", { step: given })).status).toBe(200);
  const row = page.getByRole("row").filter({ hasText: reported.number });
  await expect(row).toContainText("演示网格员01");

  // By each alone: what doesn't fit leaves it out, what fits finds it.
  const { address } = await dwellingOf(page, HOME);
  const { answer: areas } = await ask<{ kind: string; name: string }[]>(page, "spatial/list_areas", {});
  const estates = areas.filter((area) => area.kind === "estate").map((area) => area.name);
  const here = estates.find((name) => address.includes(name));
  const elsewhere = estates.find((name) => name !== here);
  if (!here || !elsewhere) throw new Error(`${address} is in none of ${estates}, or there is no other`);
  for (const [filter, other, own] of [
    ["day", 1, 0],
    ["area", elsewhere, here],
    ["category", "灭火器过期", "电动车进楼充电"],
    ["state", "已受理", "已派单"],
  ] as const) {
    await choose(page, filter, other);
    await expect(row, filter).toHaveCount(0);
    await choose(page, filter, own);
    await expect(row, filter).toBeVisible();
    await page.locator(".register-filters").getByRole("button", { name: "清除筛选", exact: true }).click();
    await expect(page).not.toHaveURL(new RegExp(`[?&]${filter}=`));
  }
  const search = page.getByRole("searchbox", { name: "搜索" });
  await search.fill("演示网格员02");
  await expect(row).toHaveCount(0);
  await search.fill("演示网格员01");
  await expect(row).toBeVisible();

  await row.getByRole("button", { name: reported.number }).click();
  const sheet = page.getByRole("complementary").filter({ hasText: reported.number });
  await sheet.getByRole("tab", { name: "时间线" }).click();
  await sheet.getByRole("radio", { name: "最早在前" }).check();
  const told = sheet.locator(".timeline-entry");
  await expect(told).toContainText([/上报\s+演示值守01/, /派单\s+演示值守01.*→ 演示网格员01/s]);
  await expect(told.first().locator("time")).toHaveText(/^\d\d:\d\d$/);

  const ended = { ...step, entry: crypto.randomUUID(), act: "cancel", note: "已经劝离并推走" };
  expect((await ask(page, "work/step", { step: ended })).status).toBe(200);
});

test("photos and details of a report are asked about before they are lost", async ({ page }) => {
  await signIn(page, "demo-property", "/property/case");
  const form = page.getByRole("dialog", { name: "上报案件" });
  const photos = form.locator(".photo-remove");
  const responsible = form.getByLabel("责任方");
  const open = () => page.getByRole("button", { name: "上报案件" }).first().click();
  const question = page.getByRole("dialog", { name: "离开会丢失未保存的内容。" });
  const answer = async (verb: string) => {
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: verb, exact: true }).click();
    await expect(question).toBeHidden();
  };
  await open();
  await addPhotos(page, picture(30, 90, 160));
  await responsible.press("Escape");
  await answer("返回");
  await expect(photos).toHaveCount(1);
  await form.getByRole("button", { name: "取消", exact: true }).click();
  await answer("离开");
  await expect(form).toBeHidden();

  await open();
  await expect(photos).toHaveCount(0);
  await responsible.fill("演示业主");
  await responsible.press("Escape");
  await answer("返回");
  await expect(responsible).toHaveValue("演示业主");
  await responsible.fill("");
  await responsible.press("Escape");
  await expect(form).toBeHidden();
});
