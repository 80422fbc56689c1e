// The administrator's settings at the PC: a user's grants, the deadlines, the working calendar; and the duty list's form.
import { expect, type Locator, type Page } from "@playwright/test";
import { ask, callsOf, signIn, tryToSignIn } from "./people";
import { demoAccount } from "./playwright.config";
import { test } from "./test";

/** Opens a page by its name in the navigation. */
async function goTo(page: Page, name: string): Promise<void> {
  const navigation = page.getByRole("navigation", { name: "主导航" });
  await navigation.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(`^${name}`) })).toBeVisible();
}

/** Opens the sheet of an account. */
async function openUser(page: Page, account: string): Promise<Locator> {
  await goTo(page, "用户");
  await page.getByRole("searchbox", { name: "搜索" }).fill(account);
  await page.getByRole("button", { name: account, exact: true }).click();
  const sheet = page.getByRole("complementary", { name: account });
  await expect(sheet.getByRole("heading", { name: "授予的角色" })).toBeVisible();
  return sheet;
}

test("a role is granted, used, and lost at once when its grant ends", async ({ page, browser }) => {
  await signIn(page, "demo-admin");
  const sheet = await openUser(page, "demo-grid-2");
  await sheet.getByRole("button", { name: "授予角色" }).click();
  const adding = page.getByRole("dialog", { name: "授予 demo-grid-2 角色" });
  await adding.getByLabel("角色").selectOption({ label: "督查" });
  await adding.getByLabel("有效期至").fill("2000-01-01");
  await adding.getByRole("button", { name: "授予角色" }).click();
  await expect(adding.getByText("结束日期不能早于开始日期。").first()).toBeVisible();
  await adding.getByLabel("有效期至").fill("");
  await adding.getByRole("button", { name: "授予角色" }).click();
  const toEnd = page.getByRole("button", { name: "结束授权" });
  const granted = sheet.getByRole("listitem").filter({ hasText: "督查" }).filter({ has: toEnd });
  await expect(granted).toHaveCount(1);

  const other = await (await browser.newContext()).newPage();
  const { account, password } = demoAccount("demo-grid-2");
  await tryToSignIn(other, account, password);
  await expect(other).not.toHaveURL(/\/signin/);
  // Both capacities stand in the menu; the other one's pages open without signing in again.
  await other.getByRole("button", { name: /^网格员 · / }).click();
  const mine = other.getByRole("menu");
  await expect(mine.getByText("身份", { exact: true })).toBeVisible();
  await expect(mine.getByRole("menuitemradio", { name: /^网格员 · / })).toHaveAttribute("aria-checked", "true");
  await mine.getByRole("menuitemradio", { name: /^督查 · / }).click();
  await expect(other.getByText("已切换为“督查”")).toBeVisible();
  await expect(other.getByRole("button", { name: /^督查 · / })).toBeVisible();
  await expect(other).toHaveURL(/\/street\/case/);
  await expect(other.getByRole("heading", { level: 1, name: /案件/ })).toBeVisible();

  await granted.getByRole("button", { name: "结束授权" }).click();
  const ending = page.getByRole("dialog", { name: "结束 demo-grid-2 的“督查”？" });
  await ending.getByLabel("结束原因").fill("短");
  await ending.getByRole("button", { name: "结束授权" }).click();
  await expect(ending.getByText("原因至少写 5 个字。").first()).toBeVisible();
  await ending.getByLabel("结束原因").fill("演示结束授权");
  await ending.getByRole("button", { name: "结束授权" }).click();
  await expect(granted).toHaveCount(0);

  const after = await ask(other, "work/list_work", { kind: "fire_hazard", listing: {} });
  expect(after.status).toBe(401);

  await sheet.getByRole("link", { name: "查看变更记录" }).click();
  await page.getByRole("table").getByRole("rowheader").first().getByRole("button").click();
  await expect(page.getByRole("cell", { name: "演示结束授权" })).toBeVisible();
});

test("a deadline is changed within its limits and says for what it holds", async ({ page }) => {
  await signIn(page, "demo-admin");
  await goTo(page, "时限");
  await expect(page.getByText("修改只对之后开始的时限生效，已在计时的不变。")).toBeVisible();
  const open = () => page.getByRole("button", { name: "报修 · 三级" }).click();
  await open();
  const sheet = page.getByRole("complementary", { name: "报修 · 三级" });
  const first = sheet.getByLabel("已提交");
  const before = await first.inputValue();
  await first.fill("0");
  await sheet.getByRole("button", { name: "保存" }).click();
  await expect(sheet.getByText("数值超出允许的范围。").first()).toBeVisible();
  await first.fill("45");
  await sheet.getByLabel("预警比例（%）").fill("40");
  await sheet.getByLabel("超时通知").selectOption({ label: "督查" });
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("时限已修改，对新的时限生效。")).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "报修 · 三级" });
  await expect(row).toContainText("已提交 45 分");
  await expect(row).toContainText("剩 40 % 时");
  await expect(row).toContainText("督查");
  await page.reload();
  await sheet.getByLabel("已提交").fill(before);
  await sheet.getByRole("button", { name: "保存" }).click();
  await expect(row).not.toContainText("已提交 45 分");
});

test("holidays of a year are typed as spans, and a wrong day is said at its field", async ({ page }) => {
  await signIn(page, "demo-admin", "/admin/deadline/calendar");
  const year = new Date().getFullYear() + 1;
  await page.getByRole("radio", { name: `${year} 年` }).check({ force: true });
  await expect(page).toHaveURL(new RegExp(`year=${year}`));
  const holidays = page.getByLabel("节假日");
  await holidays.fill(`${year - 1}-10-01`);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(`这里只写 ${year} 年的日期。`).first()).toBeVisible();
  await holidays.fill(`${year}-10-01~${year}-10-03`);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("工作日历已修改，对新的时限生效。")).toBeVisible();
  await expect(page.getByLabel("节假日")).toHaveValue(`${year}-10-01\n${year}-10-02\n${year}-10-03`);
});

test("the street office reads the deadlines and changes nothing", async ({ page }) => {
  await signIn(page, "demo-street", "/street/deadline");
  await expect(page.getByText("这里只能查看，由管理员修改。")).toBeVisible();
  await page.getByRole("button", { name: "消防隐患 · 一级" }).click();
  const sheet = page.getByRole("complementary", { name: "消防隐患 · 一级" });
  await expect(sheet.getByText(/已上报 15 分/)).toBeVisible();
  await expect(sheet.getByRole("button", { name: "保存" })).toHaveCount(0);
});

test("the duty form offers only who can take such work in the area", async ({ page }) => {
  await signIn(page, "demo-street", "/street/duty");
  await page.getByRole("button", { name: "新增排班" }).first().click();
  const form = page.getByRole("dialog", { name: "新增排班" });
  const people = form.getByLabel("值班人");
  await expect(people.getByRole("option")).toHaveCount(1);
  await form.getByLabel("区域").selectOption({ index: 1 });
  await expect(people.getByRole("option").filter({ hasText: "在办" })).not.toHaveCount(0);
  await expect(people.getByRole("option").filter({ hasText: "维修" })).toHaveCount(0);
});

test("a dialog with something typed asks before it closes", async ({ page }) => {
  await signIn(page, "demo-street", "/street/duty");
  const form = page.getByRole("dialog", { name: "新增排班" });
  const question = page.getByRole("dialog", { name: "离开会丢失未保存的内容。" });
  const open = () => page.getByRole("button", { name: "新增排班" }).first().click();
  await open();
  await expect(form).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();

  await open();
  const from = form.getByLabel("开始日期");
  await from.fill("2030-01-01");
  for (const again of ["Escape", "Escape"]) {
    await from.press(again);
    await expect(question).toBeVisible();
    await page.keyboard.press(again);
    await expect(question).toBeHidden();
    await expect(from).toHaveValue("2030-01-01");
  }
  await from.press("Escape");
  await question.getByRole("button", { name: "离开", exact: true }).click();
  await expect(question).toBeHidden();
  await expect(form).toBeHidden();
});

test("Back and Forward ask before they take what was typed, however often they are pressed", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-admin");
  await goTo(page, "时限");
  await page.getByRole("button", { name: "报修 · 三级" }).click();
  const sheet = page.getByRole("complementary", { name: "报修 · 三级" });
  const first = sheet.getByLabel("已提交");
  const before = await first.inputValue();
  const question = page.getByRole("dialog", { name: "离开会丢失未保存的内容。" });
  const answer = async (verb: string) => {
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: verb, exact: true }).click();
    await expect(question).toBeHidden();
  };
  const { href } = new URL(page.url());

  await first.fill("47");
  await page.goBack();
  await answer("返回");
  await expect(page).toHaveURL(href);
  await expect(first).toHaveValue("47");
  await page.evaluate(() => {
    history.back();
    history.back();
  });
  await answer("返回");
  await expect(page).toHaveURL(href);
  await expect(first).toHaveValue("47");
  await page.goBack();
  await answer("离开");
  await expect(sheet).toHaveCount(0);
  await expect(page).not.toHaveURL(/[?&]sel=/);

  // The way back to it is there, and a form in which nothing was typed is left without a question.
  await page.goForward();
  await expect(first).toHaveValue(before);
  await page.goBack();
  await expect(sheet).toHaveCount(0);
  await expect(question).toBeHidden();

  await page.goto("/admin/deadline/calendar");
  await goTo(page, "告警规则");
  await page.goBack();
  const holidays = page.getByLabel("节假日");
  await holidays.fill("2030-01-01");
  await page.goForward();
  await answer("返回");
  await expect(page).toHaveURL(/\/admin\/deadline\/calendar$/);
  await expect(holidays).toHaveValue("2030-01-01");
  await page.goBack();
  await answer("离开");
  await expect(holidays).toHaveCount(0);
});

test("another year and signing out ask before they take what was typed", async ({ page }) => {
  const leftOpen: string[] = [];
  page.on("dialog", (native) => {
    leftOpen.push(native.type());
    void native.accept();
  });
  await signIn(page, "demo-admin", "/admin/deadline/calendar");
  const year = new Date().getFullYear();
  const choose = (n: number) => page.getByRole("radio", { name: `${n} 年` }).click({ force: true });
  const shown = (n: number) => expect(page.getByRole("radio", { name: `${n} 年` })).toBeChecked();
  const holidays = page.getByLabel("节假日");
  const before = await holidays.inputValue();
  const question = page.getByRole("dialog", { name: "离开会丢失未保存的内容。" });
  await holidays.fill(`${year}-12-31`);
  await choose(year + 2);
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "返回", exact: true }).click();
  await expect(question).toBeHidden();
  await shown(year);
  await expect(holidays).toHaveValue(`${year}-12-31`);
  await expect(page).not.toHaveURL(/[?&]year=/);
  await choose(year + 2);
  await question.getByRole("button", { name: "离开", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`[?&]year=${year + 2}(&|$)`));
  await shown(year + 2);
  await expect(holidays).not.toHaveValue(`${year}-12-31`);
  // Nothing was typed here yet.
  await choose(year);
  await shown(year);
  await expect(holidays).toHaveValue(before);

  await holidays.fill(`${year}-12-31`);
  const signOut = async () => {
    await page.getByRole("button", { name: /^管理员 · / }).click();
    await page.getByRole("menuitem", { name: "退出登录" }).click();
  };
  const parting = page.getByRole("dialog", { name: "退出登录？" });
  await signOut();
  await expect(parting).toContainText("离开会丢失未保存的内容。");
  await parting.getByRole("button", { name: "返回", exact: true }).click();
  await expect(parting).toBeHidden();
  await expect(holidays).toHaveValue(`${year}-12-31`);
  await signOut();
  await parting.getByRole("button", { name: "退出登录", exact: true }).click();
  await expect(page).toHaveURL(/\/signin/);
  expect(leftOpen, "the browser asks nothing more").toEqual([]);
});

test("a notice that somebody else changed meanwhile is compared, and saved all the same", async ({ page }) => {
  await signIn(page, "demo-street", "/street/notice");
  const draft = { title: `演示停水通知${Date.now().toString(36)}`, body: "明天停水。", area: null, valid_to: "" };
  const made = await ask<{ id: string; revision: number }>(page, "publishing/publish_notice", { draft });
  expect(made.status).toBe(200);
  const { id, revision } = made.answer;
  await page.goto(`/street/notice?sel=${id}`);
  await page.getByRole("complementary").getByRole("button", { name: "修改", exact: true }).click();
  const form = page.getByRole("dialog", { name: "修改", exact: true });
  await form.getByLabel("正文").fill("后天停水。");

  // As if so many were published since that no list leads to it.
  const listed = callsOf("publishing/list_notices");
  await page.route(listed, async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { rows: { id: string }[] };
    const rows = answer.rows.filter((row) => row.id !== id);
    await route.fulfill({ response, json: { ...answer, rows, next: null } });
  });
  const theirs = { id, revision, draft: { ...draft, body: "大后天停水。" } };
  expect((await ask(page, "publishing/change_notice", theirs)).status).toBe(200);
  await form.getByRole("button", { name: "保存", exact: true }).click();
  await expect(form.getByText(/改过这条记录。/)).toBeVisible();
  await form.getByRole("button", { name: "查看改动", exact: true }).click();
  await expect(form.getByRole("cell", { name: "大后天停水。", exact: true })).toBeVisible();
  await page.unroute(listed);
  await form.getByRole("button", { name: "用我的", exact: true }).click();
  await expect(form).toBeHidden();
  await expect(page.locator(".notice-text")).toHaveText("后天停水。");
  const retired = await ask(page, "publishing/retire_notice", { id, revision: revision + 2 });
  expect(retired.status).toBe(200);
});
