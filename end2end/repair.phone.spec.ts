// A repair on three screens at once: a resident's phone, property's desk, the worker's phone. Each step is seen live.
import { expect, type Browser, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { act, atDesk } from "./desk";
import { callsOf, holdBack, signIn } from "./people";
import { choosePhotos, picture } from "./photo";
import { test } from "./test";

/** What is done at a step of a repair before one goes on. */
type AtStep = (step: number) => Promise<void>;

/** Fills in a leaking pipe, up to the look over it. */
async function filledIn(page: Page, what: string, atStep: AtStep = async () => {}): Promise<void> {
  await page.goto("/resident/repair/new");
  await page.getByRole("radio", { name: /水管/ }).check();
  await atStep(1);
  await page.getByRole("button", { name: "下一步" }).click();
  await atStep(2);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("textbox").first().fill(what);
  await atStep(3);
  await page.getByRole("button", { name: "下一步" }).click();
  await atStep(4);
}

/** Reports it and opens it; answers its number. */
async function reported(page: Page, what: string, atStep?: AtStep): Promise<string> {
  await filledIn(page, what, atStep);
  await page.getByRole("button", { name: "提交报修" }).click();
  const told = page.getByText(/R-\d{4}/).first();
  await expect(told).toBeVisible();
  const number = /R-\d{4}/.exec(await told.innerText())?.[0] ?? "";
  await page.goto("/resident/repair");
  await page.getByRole("link", { name: new RegExp(what) }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: what })).toBeVisible();
  return number;
}

/** Another phone, on which a demo account has signed in. */
async function phone(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, name);
  return page;
}

test("a leaking pipe is reported in four steps", async ({ page }) => {
  test.setTimeout(90_000);
  await signIn(page, "demo-resident");
  const atStep = async (step: number) => {
    await expect(page.locator(".page-head-note")).toHaveText(`报修 ${step}/4`);
    await expectAccessible(page);
  };
  expect(await reported(page, "厨房水管漏水，水一直在流", atStep)).toMatch(/^R-\d{4}$/);
});

test("buildings that can't be read are told of, and are there to choose from once they can", async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  let isAway = true;
  await page.route(callsOf("spatial/list_buildings"), (route) => (isAway ? route.abort() : route.continue()));
  await signIn(page, "demo-resident", "/resident/repair/new");
  await page.getByRole("radio", { name: /水管/ }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("radio", { name: "公共区域" }).check();
  const again = page.getByRole("button", { name: "重试", exact: true });
  const second = page.getByLabel("楼栋").getByRole("option").nth(1);
  await expect(again).toBeVisible();
  await expect(second).toHaveCount(0);
  await expectAccessible(page);

  // It is tried again by itself.
  isAway = false;
  await expect(second).toBeAttached({ timeout: 45_000 });
  await expect(again).toHaveCount(0);
  await context.close();
});

test("the look over a repair names the dwelling, and never by its code while dwellings are read", async ({ browser }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await signIn(page, "demo-resident");
  await filledIn(page, "厨房水管漏水，水一直在流");
  const line = page.locator(".draft-line").filter({ has: page.getByText("位置", { exact: true }) });
  const place = line.locator("dd").first();
  await expect(place).toHaveText(/^\d+-\d+$/);
  const name = await place.innerText();

  const release = await holdBack(page, "spatial/list_dwellings");
  await page.reload();
  await expect(place).toHaveText("正在加载");
  release();
  await expect(place).toHaveText(name);
  await context.close();
});

test(
  "property assigns, the worker finishes, and the resident sees each step without reloading and rates it",
  { tag: ["@SVC-6.7.10-c"] },
  async ({ browser, page }) => {
    test.setTimeout(150_000);
    const desk = await atDesk(browser, "demo-property");
    await signIn(page, "demo-resident");
    const number = await reported(page, "阳台地漏返水，请尽快来看");
    const state = page.locator(".page-head-note");
    const spoken = page.getByRole("status");
    await expect(state).toHaveText("已提交");
    await page.evaluate(() => Object.assign(window, { isSame: true }));

    const row = desk.getByRole("row").filter({ hasText: number });
    await expect(row).toContainText("阳台地漏返水");
    await row.getByRole("button", { name: number }).click();
    await act(desk, "派单", (dialog) => dialog.getByRole("radio", { name: /演示维修01/ }).check());
    await expect(state).toHaveText("已派单");
    await expect(spoken.filter({ hasText: "已派单：演示维修01" })).toBeAttached();
    await expect(page.getByRole("main").getByText("演示维修01").first()).toBeVisible();

    const worker = await phone(browser, "demo-repair");
    await worker.getByRole("button", { name: /阳台地漏返水/ }).first().click();
    const sheet = worker.getByRole("complementary").filter({ hasText: number });
    await sheet.getByRole("button", { name: "接单", exact: true }).click();
    await expect(state).toHaveText("处理中");
    await sheet.getByRole("button", { name: "到场", exact: true }).click();
    await expect(state).toHaveText("维修中");
    await act(worker, "完成", async (dialog) => {
      await dialog.getByRole("textbox").fill("已疏通地漏并更换水封");
      await choosePhotos(worker, picture(40, 110, 130));
    });
    await expect(state).toHaveText("已完成，待评价");
    await expect(desk.getByRole("complementary").getByText("已完成，待评价").first()).toBeVisible();
    await expect(page.locator(".timeline-act").filter({ hasText: "完成" })).toBeVisible();
    for (const screen of [page, desk, worker]) {
      await expect(screen.getByText(/核查/)).toHaveCount(0);
      await expectAccessible(screen);
    }
    await expect(spoken.filter({ hasText: "已完成，修好了吗？" })).toBeAttached();
    await expect(page.getByText("已疏通地漏并更换水封")).toBeVisible();
    await expect(page.getByRole("img", { name: /现场照片 1/ })).toBeVisible();

    await page.getByRole("button", { name: "是", exact: true }).click();
    await page.getByRole("radio", { name: "很好" }).check();
    await page.getByRole("button", { name: "评价", exact: true }).click();
    await expect(state).toHaveText("已办结");
    expect(await page.evaluate(() => "isSame" in window), "the page was never loaded anew").toBe(true);
    await desk.getByRole("tab", { name: "事实" }).click();
    await expect(desk.getByRole("complementary").getByText("已办结").first()).toBeVisible();
    await expect(desk.getByRole("complementary")).toContainText(/评价\s*5/);
  },
);

test("a resident chases once and calls the repair off with a reason", async ({ browser, page }) => {
  test.setTimeout(120_000);
  const desk = await atDesk(browser, "demo-property");
  await signIn(page, "demo-resident");
  const number = await reported(page, "卫生间龙头关不紧，一直滴水");
  await desk.getByRole("row").filter({ hasText: number }).getByRole("button", { name: number }).click();
  const sheet = desk.getByRole("complementary").filter({ hasText: number });
  await page.getByRole("button", { name: "催一下" }).click();
  await expect(page.getByRole("button", { name: "催一下" })).toBeDisabled();
  await expect(page.getByText(/已催，.*后可再催。/)).toBeVisible();
  await expect(sheet.getByText("已催办 1 次")).toBeVisible();

  await page.getByRole("button", { name: "撤销", exact: true }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "撤销报修？" });
  await dialog.getByRole("button", { name: "撤销", exact: true }).click();
  await expect(dialog.getByText(/至少/)).toBeVisible();
  await dialog.getByRole("button", { name: "已经自己解决" }).click();
  await dialog.getByRole("button", { name: "撤销", exact: true }).click();
  await expect(page.locator(".page-head-note")).toHaveText("已撤销");
  await expect(sheet.getByText("已撤销").first()).toBeVisible();
  await sheet.getByRole("tab", { name: "时间线" }).click();
  await expect(sheet.getByText("已经自己解决")).toBeVisible();
});

test("what is asked for without a network is told as kept, once, and goes when it is back", async ({ context, page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-resident");
  await reported(page, "书房插座松动，插头一碰就断电");
  const kept = page.getByText("已存在手机里，联网后自动提交。");
  const chase = page.getByRole("button", { name: "催一下" });
  await expect(chase).toBeEnabled();
  await context.setOffline(true);
  await chase.click();
  await expect(kept.first()).toBeVisible();
  await expect(page.getByText("已提交。", { exact: true })).toHaveCount(0);
  await expect(chase).toHaveCount(0);

  await page.getByRole("button", { name: "撤销", exact: true }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "撤销报修？" });
  await dialog.getByRole("button", { name: "已经自己解决" }).click();
  await dialog.getByRole("button", { name: "撤销", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "撤销", exact: true })).toHaveCount(0);
  await expect(page.locator(".page-head-note")).toHaveText("已提交");

  await context.setOffline(false);
  await expect(page.locator(".page-head-note")).toHaveText("已撤销", { timeout: 70_000 });
  await expect(kept).toHaveCount(0);
});

test("signing out tells of what has not been sent, also on a page that shows nothing of it", async ({ context, page }) => {
  test.setTimeout(120_000);
  const what = "卧室暖气片渗水，地板已经湿了";
  await signIn(page, "demo-resident");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  // Once read, the page is kept on the phone.
  await page.goto("/resident/notice");
  const notices = page.getByRole("heading", { level: 1, name: "通知" });
  await expect(notices).toBeVisible();
  await filledIn(page, what);
  await context.setOffline(true);
  await page.getByRole("button", { name: "提交报修" }).click();
  await expect(page.getByText("已存在手机里，联网后自动提交。").first()).toBeVisible();

  await page.goto("/resident/notice");
  await expect(notices).toBeVisible();
  await page.getByRole("banner").getByRole("button", { name: /居民/ }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  const question = page.getByRole("dialog").filter({ hasText: "退出登录？" });
  await expect(question).toContainText("还有 1 条未发送，退出会丢失。");
  await question.getByRole("button", { name: "返回" }).click();
  await expect(question).toBeHidden();

  await context.setOffline(false);
  await page.goto("/resident/repair");
  await expect(page.getByRole("link", { name: new RegExp(what) }).first()).toBeVisible();
});
