// One resident account at a phone, a PC and a lobby's kiosk: a notice is read, a problem reported and found again, a
// building found. What was reported on one is there on the others.
import { type Browser, expect, type Page } from "@playwright/test";
import { canvas } from "./map";
import { ask, callsOf, signIn } from "./people";
import { test } from "./test";

const OWN = [
  { name: "phone", size: { width: 390, height: 844 }, isTouched: true },
  { name: "PC", size: { width: 1440, height: 900 }, isTouched: false },
];
const KIOSK = { size: { width: 1080, height: 1920 }, isTouched: true };

async function at(browser: Browser, terminal: Pick<(typeof OWN)[number], "size" | "isTouched">, next: string): Promise<Page> {
  const { size, isTouched } = terminal;
  const context = await browser.newContext({ viewport: size, isMobile: isTouched, hasTouch: isTouched });
  const page = await context.newPage();
  await signIn(page, "demo-resident", next);
  return page;
}

/** Nothing is cut off at the side. */
async function fits(page: Page): Promise<void> {
  const over = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(over)).toBeLessThanOrEqual(0);
}

/** Opens the first notice of the list and reads it. */
async function reads(page: Page): Promise<void> {
  const first = page.getByRole("main").getByRole("listitem").first().getByRole("link");
  const title = (await first.innerText()).split("\n")[0];
  await first.click();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await expect(page.locator(".notice-text p").first()).not.toBeEmpty();
  await fits(page);
}

/** The number of what was just reported. */
async function numberOf(page: Page): Promise<string> {
  const told = page.getByRole("main").getByText(/R-\d{4}/).first();
  await expect(told).toBeVisible();
  return /R-\d{4}/.exec(await told.innerText())?.[0] ?? "";
}

/** Reports a repair in four steps at home; answers its number. */
async function reportsAtHome(page: Page, what: string): Promise<string> {
  await page.goto("/resident/repair/new");
  await page.getByRole("radio", { name: /门窗/ }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await fits(page);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("textbox").first().fill(what);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "提交报修" }).click();
  return numberOf(page);
}

/** Finds the entrance of building 3 from home; it is on the map. */
async function findsBuilding(page: Page): Promise<void> {
  await page.goto("/resident");
  await page.getByRole("link", { name: /^找地方/ }).click();
  await page.getByRole("searchbox", { name: /输入名称或楼号/ }).fill("3号楼");
  await page.keyboard.press("Enter");
  await page.getByRole("listitem").getByText(/^\D*3号楼 入口/).first().click();
  // It stands above the list that was pressed, and is read from its name.
  const found = page.getByRole("heading", { level: 2, name: /3号楼 入口/ });
  await expect(found).toBeInViewport();
  await expect(found).toBeFocused();
  await canvas(page);
  await fits(page);
}

/** Types on the keyboard of the screen. */
async function type(page: Page, text: string): Promise<void> {
  const keys = page.getByRole("group", { name: "屏幕键盘" });
  for (const key of text) await keys.getByRole("button", { name: key, exact: true }).click();
}

/** Reports a broken lift at the kiosk; answers its number. */
async function reportsAtKiosk(page: Page): Promise<string> {
  await page.getByRole("link", { name: /^上报问题/ }).click();
  await page.getByRole("radio", { name: /电梯/ }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await type(page, "3");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "提交", exact: true }).click();
  const number = await numberOf(page);
  await page.getByRole("button", { name: "完成", exact: true }).click();
  return number;
}

test(
  "a resident's core tasks pass at a phone, a PC and a kiosk, with one account",
  { tag: ["@PLT-6.1-4"] },
  async ({ browser }) => {
    test.setTimeout(400_000);
    const told: string[] = [];
    const pages: Page[] = [];
    for (const terminal of OWN) {
      await test.step(terminal.name, async () => {
        const page = await at(browser, terminal, "/resident");
        pages.push(page);
        await fits(page);
        const navigation = page.getByRole("navigation", { name: "主导航" });
        await navigation.getByRole("link", { name: "通知" }).click();
        await reads(page);

        const what = `门锁打不开，在${terminal.name}上报`;
        told.push(await reportsAtHome(page, what));
        await page.goto("/resident");
        await navigation.getByRole("link", { name: "报修" }).click();
        for (const number of told) await expect(page.getByText(number).first()).toBeVisible();
        await fits(page);
        await page.getByRole("link", { name: new RegExp(what) }).first().click();
        await expect(page.getByRole("heading", { level: 1, name: what })).toBeVisible();
        await expect(page.locator(".page-head-note")).toHaveText("已提交");

        await findsBuilding(page);
      });
    }

    await test.step("kiosk", async () => {
      const page = await at(browser, KIOSK, "/kiosk");
      await expect(page).toHaveURL(/\/kiosk$/);
      await expect(page.locator('[data-frame="kiosk"]')).toBeVisible();
      await fits(page);
      await page.getByRole("link", { name: /^通知/ }).click();
      await reads(page);
      await page.getByRole("button", { name: "首页" }).click();

      told.push(await reportsAtKiosk(page));
      await page.getByRole("link", { name: "我的上报" }).click();
      const own = page.getByRole("main").getByRole("listitem");
      for (const number of told) await expect(own.filter({ hasText: number })).toContainText("已提交");
      await fits(page);
      await page.getByRole("button", { name: "首页" }).click();

      await page.getByRole("link", { name: /^环境/ }).click();
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByText(/没有.*权限/)).toHaveCount(0);
      await page.getByRole("button", { name: "首页" }).click();

      await page.getByRole("link", { name: /^找地方/ }).click();
      await type(page, "3-1502");
      await page.getByRole("listitem").getByText(/3号楼.* 入口/).click();
      await expect(page.getByRole("heading", { level: 2, name: /3号楼.* 入口/ })).toBeVisible();
      await canvas(page);

      // Out: nobody is signed in at the kiosk any longer.
      await page.getByRole("button", { name: "退出登录" }).click();
      await expect(page).toHaveURL(/\/signin\?next=/);
      await expect(page.getByRole("textbox", { name: "账号", exact: true })).toHaveValue("");
      expect((await ask(page, "seat/whoami", {})).status).toBe(401);
      await page.context().close();
    });

    // What was told at the kiosk is among the repairs at home.
    for (const page of pages) {
      await page.goto("/resident/repair");
      for (const number of told) await expect(page.getByText(number).first()).toBeVisible();
      await page.context().close();
    }
  },
);

test("who leaves a kiosk without a word is signed out after 60 s", async ({ browser }) => {
  test.setTimeout(120_000);
  const { size, isTouched } = KIOSK;
  const context = await browser.newContext({ viewport: size, hasTouch: isTouched });
  const page = await context.newPage();
  await page.clock.install();
  await signIn(page, "demo-resident", "/kiosk");
  await expect(page.getByText(/已登录，用完后退出/)).toBeVisible();
  const question = page.getByRole("dialog").filter({ hasText: "秒后退出登录" });
  await page.clock.fastForward(37_000);
  await expect(question).toBeHidden();
  await page.clock.fastForward(5_000);
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "继续" }).click();
  await expect(question).toBeHidden();
  await page.clock.fastForward(37_000);
  await expect(question).toBeHidden();
  await page.clock.fastForward(25_000);
  await expect(page).toHaveURL(/\/signin\?next=/);
  await expect(page.getByRole("textbox", { name: "账号", exact: true })).toHaveValue("");
  expect((await ask(page, "seat/whoami", {})).status).toBe(401);
  await context.close();
});

test("who leaves a kiosk while the server is away leaves nothing on its screen", async ({ browser }) => {
  const { size, isTouched } = KIOSK;
  const context = await browser.newContext({ viewport: size, hasTouch: isTouched, serviceWorkers: "block" });
  const page = await context.newPage();
  await signIn(page, "demo-resident", "/kiosk");
  const told = page.getByText(/已登录，用完后退出/);
  await expect(told).toBeVisible();
  let isAway = true;
  await page.route(callsOf("seat/sign_out"), (route) => (isAway ? route.abort() : route.continue()));
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(told).toHaveCount(0);
  await expect(page.locator('[data-frame="kiosk"]')).toHaveCount(0);

  // The session is ended as soon as the server is back.
  isAway = false;
  await expect(page).toHaveURL(/\/signin\?next=/);
  expect((await ask(page, "seat/whoami", {})).status).toBe(401);
  await context.close();
});

test("what was found for one name is not shown as the answer to another", async ({ browser }) => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await signIn(page, "demo-resident", "/resident/place");
  const search = page.getByRole("searchbox", { name: /输入名称或楼号/ });
  const before = page.getByRole("listitem").getByText(/^\D*3号楼 入口/).first();
  await search.fill("3号楼");
  await search.press("Enter");
  await expect(before).toBeVisible();

  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  await page.route(callsOf("spatial/list_places"), async (route) => {
    await held;
    await route.continue();
  });
  const loading = page.locator(".state-loading");
  await search.fill("1号楼");
  await search.press("Enter");
  await expect(before).toBeHidden();
  await expect(loading).toBeAttached();
  release();
  await expect(page.getByRole("listitem").getByText(/^\D*1号楼 入口/).first()).toBeVisible();
  await expect(loading).toHaveCount(0);
  await context.close();
});

test("an account half typed at a kiosk is gone after 60 s", async ({ browser }) => {
  test.setTimeout(120_000);
  const { size, isTouched } = KIOSK;
  const context = await browser.newContext({ viewport: size, hasTouch: isTouched });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto("/signin?next=%2Fkiosk");
  const account = page.getByRole("textbox", { name: "账号", exact: true });
  await account.fill("demo-resident");
  await account.press("End");
  const question = page.getByRole("dialog");
  await page.clock.fastForward(37_000);
  await expect(question).toBeHidden();
  await page.clock.fastForward(5_000);
  await expect(question).toBeVisible();
  await page.clock.fastForward(25_000);
  await expect(account).toHaveValue("");
  await expect(question).toBeHidden();
  await context.close();
});
