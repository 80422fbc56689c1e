// The lobby's kiosk, upright: notices, the air now, where things are, a problem told, and everything forgotten.
import { expect, type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { atDesk } from "./desk";
import { deviceLike, says } from "./devices";
import { signIn } from "./people";
import { test } from "./test";

test.use({ viewport: { width: 1080, height: 1920 }, hasTouch: true });

/** Minutes before now. */
function ago(minutes: number): Date {
  return new Date(Date.now() - minutes * 60_000);
}

/** Types on the keyboard of the screen. */
async function type(page: Page, text: string): Promise<void> {
  const keys = page.getByRole("group", { name: "屏幕键盘" });
  for (const key of text) await keys.getByRole("button", { name: key, exact: true }).click();
}

/** Loads the page anew, until it has been told whom to call. */
async function opensAnew(page: Page): Promise<void> {
  const told = page.waitForResponse(/\/api\/identity\/read_duty_phone/);
  await page.reload();
  await (await told).finished();
}

function value(page: Page, name: string): Locator {
  return page.getByRole("listitem").filter({ hasText: name });
}

test("a notice is found on home and read in full", async ({ page }) => {
  await signIn(page, "demo-kiosk", "/kiosk");
  const tile = page.getByRole("link", { name: /^通知/ });
  await expect(tile).toContainText(/\d+ 条/);
  await tile.click();
  const first = page.getByRole("main").getByRole("listitem").first();
  const title = (await first.getByRole("link").innerText()).split("\n")[0];
  await first.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.locator(".notice-text p").first()).not.toBeEmpty();
});

test("the air now changes by itself when a station publishes, and what is old says so", { tag: ["@MON-6.4.4-b"] }, async ({ page }) => {
  const station = deviceLike(/^ENV-/);
  says(station, { pm25: 18, temperature: 26 });
  says(station, { noise: 51 }, ago(42));
  await signIn(page, "demo-kiosk", "/kiosk");
  const tile = page.getByRole("link", { name: /^环境/ });
  await expect(tile).toContainText(/26.℃ 优/);
  await tile.click();
  await expect(value(page, "PM2.5")).toContainText(/18.µg\/m³优\d\d:\d\d/);
  await expect(value(page, "噪声")).toContainText(/51.dB.*数据已 42 分钟未更新/);
  await expect(value(page, "噪声")).toHaveAttribute("data-old", /.*/);
  await expect(value(page, "PM2.5")).not.toHaveAttribute("data-old", /.*/);

  says(station, { pm25: 82, noise: 47 });
  await page.getByRole("heading", { level: 1 }).click();
  await expect(value(page, "PM2.5")).toContainText(/82.µg\/m³轻度污染/, { timeout: 35_000 });
  await expect(value(page, "噪声")).toContainText(/47.dB\d\d:\d\d/);
});

test("on home, too, what is old says so", async ({ page }) => {
  await page.clock.install();
  says(deviceLike(/^ENV-/), { pm25: 18, temperature: 26 });
  await signIn(page, "demo-kiosk", "/kiosk");
  const tile = page.getByRole("link", { name: /^环境/ });
  await expect(tile).toContainText(/26.℃ 优/);
  await expect(tile.locator("[data-old]")).toHaveCount(0);
  await page.clock.fastForward(16 * 60_000);
  await expect(tile.locator("[data-old]")).toHaveText(/26.℃ 优.*数据已 1[67] 分钟未更新/);
  await expectAccessible(page);
});

test("where it is can be typed without scrolling, in large words too", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-kiosk", "/kiosk?at=120.1021,30.2734");
  await page.getByRole("link", { name: /^上报问题/ }).click();
  await page.getByRole("radio", { name: /电梯/ }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("button", { name: "就在这里" })).toBeVisible();
  const keys = page.getByRole("group", { name: "屏幕键盘" });
  const bar = page.locator(".draft-bar");
  for (const isLarge of [false, true]) {
    if (isLarge) await page.getByRole("button", { name: "大字" }).click();
    await expect(async () => {
      const [above, below] = [await keys.boundingBox(), await bar.boundingBox()];
      expect(above && below && above.y + above.height <= below.y).toBe(true);
    }).toPass();
    await expectAccessible(page);
  }
  await page.getByRole("button", { name: "就在这里" }).click();
  await expect(page.getByText(/已选位置 120\.10210, 30\.27340/)).toBeVisible();
});

test("a dwelling's number leads to the entrance of its building, with direction and distance", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-kiosk", "/kiosk?at=120.1021,30.2734");
  await page.getByRole("link", { name: /^找地方/ }).click();
  await type(page, "3-1502");
  await expect(page.getByText("这里只显示楼栋入口，不显示住户。")).toBeVisible();
  await page.getByRole("listitem").getByText(/3号楼.* 入口/).click();
  await expect(page.getByRole("heading", { level: 2, name: /3号楼.* 入口/ })).toBeVisible();
  await expect(page.getByText(/向(北|东北|东|东南|南|西南|西|西北)，直线 \d+.m/)).toBeVisible();
  await expect(page.getByText("演示居民")).toHaveCount(0);
});

test("a problem told at the kiosk gets a number, and property has it at once", async ({ browser, page }) => {
  test.setTimeout(120_000);
  const desk = await atDesk(browser, "demo-property");
  await signIn(page, "demo-kiosk", "/kiosk");
  await page.getByRole("link", { name: /^上报问题/ }).click();
  await page.getByRole("radio", { name: /电梯/ }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await type(page, "3");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await type(page, "13800000001");
  await expect(page.getByRole("textbox", { name: /留个电话/ })).toHaveValue("138****0001");
  await page.getByRole("button", { name: "提交", exact: true }).click();
  const told = page.getByRole("main").getByText(/已收到，编号 R-\d{4}。/);
  await expect(told).toBeVisible();
  const number = /R-\d{4}/.exec(await told.innerText())?.[0] ?? "";
  await expect(desk.getByRole("row").filter({ hasText: number })).toContainText(/电梯.*3号楼/);
});

test("with the network down the duty phone is named that the office has set, and the front desk while there is none", async ({ browser, context, page }) => {
  test.setTimeout(150_000);
  const number = `0000-${String(Date.now()).slice(-4)}`;
  const desk = await atDesk(browser, "demo-admin", "/admin/organisation");
  const office = desk.getByRole("treeitem", { name: /^演示物业服务有限公司/ }).first();
  await office.focus();
  await office.press("Enter");
  const sheet = desk.getByRole("complementary", { name: "演示物业服务有限公司" });
  const form = desk.getByRole("dialog", { name: "修改组织" });
  const open = () => sheet.getByRole("button", { name: "修改", exact: true }).click();
  const save = async (text: string) => {
    await form.getByLabel("值班电话").fill(text);
    await form.getByRole("button", { name: "保存", exact: true }).click();
  };
  await open();
  await save("请到前台");
  await expect(form.getByText("电话只含数字、空格、+ 和 -，3 到 20 个字符。").first()).toBeVisible();
  await save(number);
  await expect(form).toBeHidden();
  const shown = sheet.locator("dl > div").filter({ hasText: "值班电话" }).locator("dd");
  await expect(shown).toHaveText(number);

  await signIn(page, "demo-kiosk", "/kiosk");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await opensAnew(page);
  await page.getByRole("link", { name: /^上报问题/ }).click();
  await page.getByRole("radio", { name: /电梯/ }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await type(page, "3");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  const send = page.getByRole("button", { name: "提交", exact: true });
  await expect(send).toBeVisible();
  const call = page.getByText(`网络断开，暂时不能上报。请拨打值班电话 ${number}。`);
  await context.setOffline(true);
  await expect(call).toHaveCount(1);
  await send.click();
  await expect(call, "the report is refused with it, too").toHaveCount(2);

  // It has been kept, as the notices have: the page is loaded anew without a network.
  await page.getByRole("button", { name: "首页" }).click();
  await expect(page.getByRole("link", { name: /^通知/ })).toContainText(/\d+ 条/);
  await expect(call).toHaveCount(1);
  await expectAccessible(page);
  await context.setOffline(false);
  await expect(call).toHaveCount(0);

  await open();
  await save("");
  await expect(form).toBeHidden();
  await expect(shown).not.toHaveText(number);
  await opensAnew(page);
  await context.setOffline(true);
  await expect(page.getByText("网络断开，暂时不能上报。请到物业前台说明。")).toBeVisible();
  await context.setOffline(false);
  await open();
  await save("0000-0000");
  await expect(form).toBeHidden();
});

test("another language clears a report that was begun only when that is wanted", async ({ page }) => {
  await signIn(page, "demo-kiosk", "/kiosk");
  await page.getByRole("link", { name: /^上报问题/ }).click();
  const lift = page.getByRole("radio", { name: /电梯/ });
  await lift.check();
  const language = page.getByRole("button", { name: "中 / EN" });
  await language.click();
  const question = page.getByRole("dialog", { name: "切换语言？" });
  await expect(question).toContainText("已填的内容和照片会清除");
  await question.getByRole("button", { name: "返回", exact: true }).click();
  await expect(question).toBeHidden();
  await expect(lift).toBeChecked();

  await language.click();
  await question.getByRole("button", { name: "English", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("radio", { name: /Lift/ })).not.toBeChecked();
  await language.click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("after 40 s it asks, after 60 s everything of the last person is gone", async ({ page }) => {
  test.setTimeout(120_000);
  await page.clock.install();
  await signIn(page, "demo-kiosk", "/kiosk");
  await page.getByRole("button", { name: "大字" }).click();
  await page.getByRole("button", { name: "高对比" }).click();
  await page.getByRole("link", { name: /^找地方/ }).click();
  await type(page, "3-15");
  const question = page.getByRole("dialog").filter({ hasText: "还在使用吗？" });

  await page.clock.fastForward(37_000);
  await expect(question).toBeHidden();
  await page.clock.fastForward(5_000);
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "继续" }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole("textbox", { name: /输入名称或楼号/ })).toHaveValue("3-15");
  await page.clock.fastForward(37_000);
  await expect(question).toBeHidden();
  await page.clock.fastForward(25_000);

  await expect(page).toHaveURL(/\/kiosk$/);
  await expect(page.getByRole("link", { name: /^找地方/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "大字" })).toHaveAttribute("aria-pressed", "false");
  await expect(page.getByRole("button", { name: "高对比" })).toHaveAttribute("aria-pressed", "false");
  await page.getByRole("link", { name: /^找地方/ }).click();
  await expect(page.getByRole("textbox", { name: /输入名称或楼号/ })).toHaveValue("");
});
