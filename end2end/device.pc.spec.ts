// The devices at the property's desk: a fire device is registered, changed and retired, and its history stays; a building
// lists those in its shared parts.
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { fillDetector, registerDetector } from "./desk";
import { features } from "./map";
import { ask, audited, callsOf, fresh, signIn } from "./people";
import { fact } from "./sheet";
import { test } from "./test";

// A test may keep an answer back, or refuse it.
test.use({ serviceWorkers: "block" });

const KINDS = ["烟感", "温感", "消火栓水压", "消防水泵", "灭火器"];

interface Rows {
  rows: { id: string; revision: number }[];
}

/** Takes out of use what a test registered under a name, and a try that failed left. */
async function retire(page: Page, name: string): Promise<void> {
  const { answer } = await ask<Rows>(page, "sensing/list_devices", { listing: { search: name } });
  for (const { id, revision } of answer.rows) await ask(page, "sensing/retire_device", { id, revision });
}

test(
  "a fire device of any kind is registered, changed and retired by the forms, and its history is in the audit",
  { tag: ["@MON-6.4.3-a", "@GOV-6.5.2-b"] },
  async ({ page, browser }) => {
    test.setTimeout(120_000);
    const name = fresh("演示楼道温感");
    const renamed = `${name}新`;
    await signIn(page, "demo-property", "/property/device");
    try {
      await page.getByRole("button", { name: "登记设备", exact: true }).first().click();
      const form = page.getByRole("dialog", { name: "登记设备" });
      const kind = form.getByLabel("类型");
      for (const known of KINDS) await expect(kind.getByRole("option", { name: known, exact: true })).toHaveCount(1);
      await expectAccessible(page);
      await registerDetector(page, name);
      const sheet = page.getByRole("complementary").filter({ hasText: name });
      await expect(fact(sheet, "类型")).toHaveText("温感");
      await expect(fact(sheet, "位置")).toHaveText("3号楼 2 层");
      const id = new URL(page.url()).searchParams.get("sel");
      const isOnMap = async () => (await features(page, "device")).some((one) => one.properties.code === id);
      expect(await isOnMap()).toBe(true);
      await page.getByRole("searchbox", { name: "搜索" }).fill(name);
      const rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
      await expect(rows).toHaveCount(1);
      await expect(rows).toContainText(name);

      await sheet.getByRole("button", { name: "修改", exact: true }).click();
      const change = page.getByRole("dialog", { name: "修改设备" });
      await change.getByLabel("名称").fill(renamed);
      await change.getByLabel("位置").fill("3-1502");
      await change.getByRole("button", { name: "保存", exact: true }).click();
      await expect(change).toBeHidden();
      await expect(sheet.getByRole("heading", { name: renamed, exact: true })).toBeVisible();
      await expect(fact(sheet, "所在房屋")).toHaveText("3-1502");
      await expect(fact(sheet, "楼层")).toHaveText("15");
      await expect(rows).toContainText(renamed);

      await sheet.getByRole("button", { name: "停用", exact: true }).click();
      const question = page.getByRole("dialog", { name: `停用 ${renamed}？历史读数会保留。` });
      await question.getByRole("button", { name: "停用", exact: true }).click();
      await expect(page.getByText(`已停用 ${renamed}。`)).toBeVisible();
      await expect(sheet).toHaveCount(0);
      await expect(rows).toHaveCount(0);
      expect(await isOnMap()).toBe(false);

      const entries = await audited(browser, id ?? "", "demo-property", ["停用", "修改", "新建"]);
      await entries.nth(1).getByRole("rowheader").getByRole("button").click();
      const line = entries.page().getByRole("complementary").locator("table.compare tbody tr").filter({ hasText: renamed });
      await expect(line.getByRole("cell")).toHaveText([name, renamed]);
    } finally {
      await retire(page, name);
    }
  },
);

test("the devices in a building's shared parts are listed to the last of them, page after page", async ({ page }) => {
  await signIn(page, "demo-property", "/property/building");
  const name = "3号楼";
  const { answer: found } = await ask<{ rows: { code: string; name: string; map_no: number }[] }>(
    page,
    "spatial/list_buildings",
    { listing: { search: name } },
  );
  const building = found.rows.find((row) => row.name === name);
  if (!building) throw new Error(`there is no ${name}`);
  const filters = [
    ["building_no", [String(building.map_no)]],
    ["link", ["building"]],
  ];
  const listing = { filters, limit: 200 };
  const { answer } = await ask<{ rows: { name: string }[] }>(page, "sensing/list_devices", { listing });
  const names = answer.rows.map((row) => row.name);
  const half = Math.ceil(names.length / 2);
  expect(half).toBeGreaterThan(1);

  // As if a page held half of them.
  await page.route(callsOf("sensing/list_devices"), async (route) => {
    const asked = route.request().postDataJSON() as { listing: object };
    const postData = JSON.stringify({ listing: { ...asked.listing, limit: half } });
    await route.fulfill({ response: await route.fetch({ postData }) });
  });
  await page.goto(`/property/building?sel=${building.code}`);
  const sheet = page.getByRole("complementary").filter({ hasText: name });
  await sheet.getByRole("tab", { name: "设备" }).click();
  const titles = sheet.getByRole("tabpanel").locator(".row-title");
  await expect(titles).toHaveText(names.slice(0, half));
  const more = sheet.getByRole("button", { name: "更多", exact: true });
  await more.click();
  await expect(titles).toHaveText(names);
  await expect(more).toHaveCount(0);
});

test("a form that was closed while it was sent doesn't come back once it is taken", async ({ page }) => {
  const name = fresh("演示慢网温感");
  await signIn(page, "demo-property", "/property/device");
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(callsOf("sensing/add_device"), async (route) => {
    await held;
    await route.continue();
  });
  const form = page.getByRole("dialog", { name: "登记设备" });
  const open = () => page.getByRole("button", { name: "登记设备", exact: true }).first().click();
  try {
    await open();
    await fillDetector(form, name);
    await form.getByRole("button", { name: "保存", exact: true }).click();
    // It is kept, so that it is left without a question.
    await form.getByLabel("名称").press("Escape");
    await expect(form).toBeHidden();
    release();
    await expect(page.getByText(/^已登记，编号 /)).toBeVisible();
    await open();
    await expect(form.getByLabel("名称")).toHaveValue("");
    await expect(form.getByText(/^已恢复/)).toHaveCount(0);
  } finally {
    release();
    await retire(page, name);
  }
});

test("an export that fails says so until it is made again, whatever the list reads meanwhile", async ({ page }) => {
  let isAway = true;
  await page.route(callsOf("sensing/list_devices"), (route) => {
    // Its pages are longer than those on the screen.
    const { listing } = route.request().postDataJSON();
    return isAway && listing.limit === 200 ? route.abort() : route.continue();
  });
  await signIn(page, "demo-property", "/property/device");
  const rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
  await expect(rows.nth(1)).toBeVisible();
  const button = page.getByRole("button", { name: "导出", exact: true });
  const failed = page.getByText("网络断开，内容还在这里。联网后再试。");
  await button.click();
  await expect(failed).toBeVisible();
  await page.getByRole("searchbox", { name: "搜索" }).fill("SMK-3-1502");
  await expect(rows).toHaveCount(1);
  await expect(failed).toBeVisible();

  isAway = false;
  const saving = page.waitForEvent("download");
  await button.click();
  expect((await saving).suggestedFilename()).toMatch(/^device-.*\.csv$/);
  await expect(page.getByText("已导出 1 条。")).toBeVisible();
  await expect(failed).toHaveCount(0);
});
