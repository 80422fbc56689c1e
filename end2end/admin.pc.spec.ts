// The administrator at the PC: users, roles, organisations, the audit trail, device credentials.
import { expect, type Browser, type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ask, fresh, person, signIn, someone, tryToSignIn } from "./people";
import { test } from "./test";

const PASSWORD = "一句足够长的演示口令";

/** Opens a page of the administrator by its name in the navigation. */
async function goTo(page: Page, name: string): Promise<void> {
  const navigation = page.getByRole("navigation", { name: "主导航" });
  await navigation.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(`^${name}`) })).toBeVisible();
}

/** The row of a list that holds a text. */
function row(page: Page, text: string): Locator {
  return page.getByRole("row").filter({ hasText: text });
}

/** Presses the button of the question on top. */
async function answer(page: Page, verb: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: verb, exact: true }).click();
}

/** Finds a user by account. */
async function find(page: Page, account: string): Promise<Locator> {
  await goTo(page, "用户");
  const answered = page.waitForResponse(/\/api\/identity\/list_users/);
  await page.getByRole("searchbox", { name: "搜索" }).fill(account);
  await answered;
  const found = row(page, account);
  await expect(found).toHaveCount(1);
  return found;
}

interface Newcomer {
  account: string;
  organisation: string;
  page: Page;
}

/** Makes a user through the form; they choose their password by the link and are signed in. */
async function newcomer(admin: Page, browser: Browser, role: string, organisation: RegExp): Promise<Newcomer> {
  const account = fresh("e2e");
  await goTo(admin, "用户");
  await admin.getByRole("button", { name: "新建用户" }).click();
  const sheet = admin.getByRole("complementary", { name: "新建用户" });
  await sheet.getByLabel("账号").fill(account);
  await sheet.getByLabel("姓名").fill("演示新人01");
  const chosen = sheet.getByLabel("组织").locator("option").filter({ hasText: organisation }).first();
  const name = (await chosen.textContent())?.trim() ?? "";
  await sheet.getByLabel("组织").selectOption({ label: name });
  await sheet.getByLabel("角色").selectOption({ label: role });
  await sheet.getByRole("button", { name: "保存" }).click();

  const link = await admin.getByText(/\/setup\?token=/).textContent();
  await admin.getByRole("button", { name: "我已保存" }).click();
  await expect(admin.getByText(/\/setup\?token=/)).toHaveCount(0);

  const page = await someone(browser);
  await page.goto(link ?? "");
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByLabel("再输一次密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "保存并登录" }).click();
  await expect(page).not.toHaveURL(/\/(setup|signin)/);
  return { account, organisation: name, page };
}

/** How many areas are within reach. */
async function areas(page: Page): Promise<number> {
  const { status, answer } = await ask<unknown[]>(page, "spatial/list_areas", {});
  expect(status).toBe(200);
  return answer.length;
}

test("a new user chooses a password by a link that is shown once, and disabling ends their sessions", {
  tag: ["@PLT-6.2.6-2"],
}, async ({ page, browser }) => {
  await signIn(page, "demo-admin");
  const made = await newcomer(page, browser, "督查", /街道/);

  const found = await find(page, made.account);
  await found.getByRole("button", { name: "停用" }).click();
  await answer(page, "停用");
  await expect(page.getByText(/已停用，[1-9]\d* 个登录已结束。/)).toBeVisible();
  await expect(row(page, made.account)).toContainText("已停用");

  // The session has ended, and the password opens no other; nobody learns why.
  await made.page.goto("/street/case");
  await expect(made.page).toHaveURL(/\/signin/);
  await tryToSignIn(made.page, made.account, PASSWORD);
  await expect(made.page.getByText("账号或密码不正确。")).toBeVisible();

  await row(page, made.account).getByRole("button", { name: "启用" }).click();
  await expect(row(page, made.account).getByRole("button", { name: "停用" })).toBeVisible();
  await tryToSignIn(made.page, made.account, PASSWORD);
  await expect(made.page).not.toHaveURL(/\/signin/);

  // Resetting takes the password away and draws another link.
  await row(page, made.account).getByRole("button", { name: "重置密码" }).click();
  await answer(page, "重置密码");
  await expect(page.getByText(/\/setup\?token=/)).toBeVisible();
  await page.getByRole("button", { name: "我已保存" }).click();
  await tryToSignIn(made.page, made.account, PASSWORD);
  await expect(made.page.getByText("账号或密码不正确。")).toBeVisible();
});

test("nobody disables their own account", { tag: ["@PLT-6.2.6-2"] }, async ({ page }) => {
  await signIn(page, "demo-admin");
  const own = await find(page, "demo-admin");
  await expect(own.getByRole("button", { name: "停用" })).toHaveCount(0);
  await own.getByRole("button", { name: "demo-admin" }).click();
  const sheet = page.getByRole("complementary", { name: "demo-admin" });
  await expect(sheet.getByRole("button", { name: "停用" })).toBeDisabled();
  await expect(sheet.getByText("不能停用自己的账号。")).toBeVisible();
});

test("an account name that is taken is said at its field, and what was typed stays", { tag: ["@PLT-6.2.6-2"] }, async ({
  page,
}) => {
  await signIn(page, "demo-admin");
  await goTo(page, "用户");
  await page.getByRole("button", { name: "新建用户" }).click();
  const sheet = page.getByRole("complementary", { name: "新建用户" });
  await sheet.getByLabel("账号").fill("demo-grid");
  await sheet.getByLabel("姓名").fill("演示新人02");
  await sheet.getByLabel("组织").selectOption({ index: 1 });
  await sheet.getByLabel("角色").selectOption({ label: "居民" });
  await sheet.getByRole("button", { name: "保存" }).click();
  await expect(sheet.getByText("账号已被使用，请换一个。").first()).toBeVisible();
  await expect(sheet.getByLabel("姓名")).toHaveValue("演示新人02");
});

test("a change of a role is listed first and takes effect at once", { tag: ["@PLT-6.2.6-3"] }, async ({
  page,
  browser,
}) => {
  await signIn(page, "demo-admin");
  const inspector = await person(browser, "demo-inspector");
  const alarms = async () => (await ask(inspector, "sensing/list_alarms", { listing: {} })).status;
  expect(await alarms()).toBe(200);

  const change = async (isAllowed: boolean, question: RegExp) => {
    await goTo(page, "角色");
    await page.getByRole("row").getByRole("button", { name: "督查", exact: true }).click();
    const sheet = page.getByRole("complementary", { name: "督查" });
    await expect(sheet.getByRole("button", { name: "保存角色" })).toBeDisabled();
    await sheet.getByRole("checkbox", { name: "督查 · 查看告警 · 本范围" }).setChecked(isAllowed);
    await sheet.getByRole("button", { name: "保存角色" }).click();
    await expect(page.getByRole("dialog", { name: question })).toBeVisible();
    await expect(page.getByRole("dialog").getByText("查看告警 · 本范围")).toBeVisible();
    await answer(page, "保存");
    await expect(page.getByText("角色已保存，立即生效。")).toBeVisible();
  };

  await change(false, /新增 0 项，减少 1 项，影响 \d+ 人，立即生效。/);
  // The same session, without signing in anew.
  await expect.poll(alarms).toBe(403);
  await change(true, /新增 1 项，减少 0 项，影响 \d+ 人，立即生效。/);
  // What says that it is saved may still be of the first time.
  await expect.poll(alarms).toBe(200);
  await inspector.context().close();
});

test("the data scope of its people follows an organisation", { tag: ["@PLT-6.2.6-5"] }, async ({ page, browser }) => {
  await signIn(page, "demo-admin");
  const made = await newcomer(page, browser, "物业", /物业/);
  const before = await areas(made.page);

  const move = async (to: RegExp): Promise<string> => {
    await goTo(page, "组织");
    const item = page.getByRole("treeitem", { name: new RegExp(`^${made.organisation}`) }).first();
    await item.focus();
    await item.press("Enter");
    const sheet = page.getByRole("complementary", { name: made.organisation });
    const area = sheet.locator("dl > div").filter({ hasText: "数据范围" }).locator("dd");
    const from = (await area.textContent())?.trim() ?? "";
    await sheet.getByRole("button", { name: "移动" }).click();
    const dialog = page.getByRole("dialog");
    const options = dialog.getByLabel("移到").locator("option").filter({ hasText: to });
    const name = (await options.first().textContent())?.trim() ?? "";
    await dialog.getByLabel("移到").selectOption({ label: name });
    await expect(page.getByRole("dialog", { name: /人的数据范围随之改变/ })).toBeVisible();
    await expect(dialog.getByText(made.account)).toBeVisible();
    const moved = page.waitForResponse(/\/api\/identity\/move_organisation/);
    await dialog.getByRole("button", { name: "移动" }).click();
    expect((await moved).status()).toBe(200);
    await expect(page.getByText("已移动。")).toBeVisible();
    return from;
  };

  const from = await move(/（小区）/);
  expect(await areas(made.page)).toBeLessThan(before);
  await move(new RegExp(`^${from}（`));
  expect(await areas(made.page)).toBe(before);
});

test("the tree of organisations is walked with the keyboard", { tag: ["@PLT-6.2.6-5"] }, async ({ page }) => {
  await signIn(page, "demo-admin");
  await goTo(page, "组织");
  const items = page.getByRole("treeitem");
  const top = items.first();
  await top.focus();
  await expect(top).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowLeft");
  await expect(top).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(items.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(items.last()).toBeFocused();
  await page.keyboard.press("Home");
  await expect(top).toBeFocused();
});

test("the audit chain is verified, and an entry shows what was before and after", async ({ page }) => {
  await signIn(page, "demo-admin");
  await goTo(page, "审计");
  await page.getByRole("button", { name: "核验", exact: true }).click();
  await expect(page.getByText(/链条完整，共 [\d,]+ 条，核验于 \d\d:\d\d/)).toBeVisible();
  const first = page.getByRole("table").getByRole("rowheader").first();
  await first.getByRole("button").click();
  await expect(page.getByRole("heading", { name: "前后对照" })).toBeVisible();
});

test("the audit trail of one object lists that object alone, until the filter is taken off", async ({ page }) => {
  await signIn(page, "demo-admin");
  const listing = { search: "demo-grid-2" };
  const { answer } = await ask<{ rows: { id: string }[] }>(page, "identity/list_users", { listing });
  const { id } = answer.rows[0];
  await page.goto(`/admin/audit?object=${id}`);
  await expect(page.getByRole("button", { name: `对象编号：${id}`, exact: true })).toBeVisible();
  const rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
  await expect(rows.first()).toBeVisible();
  const own = await rows.count();
  for (const entry of [rows.first(), rows.last()]) {
    await entry.getByRole("rowheader").getByRole("button").click();
    await expect(page.getByRole("complementary")).toContainText(id);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("complementary")).toHaveCount(0);
  }
  await page.getByRole("button", { name: "移除筛选 对象编号" }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(own);
});

test("a device's secret is shown once", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "demo-admin");
  const { answer: devices } = await ask<{ rows: { code: string }[] }>(page, "sensing/list_devices", { listing: {} });
  const code = devices.rows[devices.rows.length - 1].code;

  await goTo(page, "设备凭据");
  await page.getByRole("button", { name: "签发" }).first().click();
  const sheet = page.getByRole("complementary", { name: "为设备签发凭据" });
  await sheet.getByLabel("设备编号").fill("NO-SUCH-DEVICE");
  await sheet.getByRole("button", { name: "签发" }).click();
  await expect(sheet.getByText("找不到这台设备，核对编号。").first()).toBeVisible();
  await sheet.getByLabel("设备编号").fill(code);
  await sheet.getByRole("button", { name: "签发" }).click();

  const shown = page.getByRole("complementary", { name: "密钥" });
  await expect(shown.getByText("密钥只显示一次")).toBeVisible();
  const secret = (await shown.getByText(/^[0-9a-f]{32}$/).textContent()) ?? "";
  await shown.getByRole("button", { name: "复制", exact: true }).click();
  await expect(page.getByText("已复制")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  const saving = page.waitForEvent("download");
  await shown.getByRole("button", { name: "下载" }).click();
  expect((await saving).suggestedFilename()).toBe(`${code}.txt`);

  await page.getByRole("button", { name: "我已保存" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  await page.reload();
  await page.getByRole("searchbox", { name: "搜索" }).fill(code);
  await expect(row(page, code).last()).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  // The newest one only: the device goes on with its own.
  await row(page, code).last().getByRole("button", { name: "吊销" }).click();
  await answer(page, "吊销");
  await expect(page.getByText(`已吊销 ${code}。`)).toBeVisible();
});

test("the permission matrix is read, walked and explained", { tag: ["@PLT-6.2.6-6"] }, async ({ page }) => {
  await signIn(page, "demo-admin");
  await goTo(page, "权限矩阵");
  await expect(page.getByRole("grid", { name: "权限矩阵" })).toBeVisible();
  await expect(page.getByRole("button", { name: "管理员 · 查看用户 · 全部" })).toBeVisible();
  await expect(page.getByRole("button", { name: "物业 · 查看设备 · 本范围" })).toBeVisible();

  await page.getByRole("button", { name: "居民 · 查看用户 · 无" }).focus();
  await page.keyboard.press("ArrowRight");
  const next = page.getByRole("button", { name: "网格员 · 查看用户 · 无" });
  await expect(next).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "为什么" })).toContainText("角色“网格员”没有“用户：查看”这一项。");
  await answer(page, "关闭");
  await expect(next).toBeFocused();

  await page.getByRole("checkbox", { name: "只看差异" }).check();
  await expect(page).toHaveURL(/diff=1/);
});

test("the numbers of an alarm rule are changed and put back", async ({ page }) => {
  await signIn(page, "demo-admin");
  const change = async (limit: string) => {
    await goTo(page, "告警规则");
    await page.getByRole("button", { name: "烟雾浓度过高" }).click();
    const sheet = page.getByRole("complementary", { name: "烟雾浓度过高" });
    await sheet.getByLabel("限值").fill(limit);
    await sheet.getByRole("button", { name: "保存" }).click();
  };
  await change("250");
  await expect(page.getByText("数值超出允许的范围。").first()).toBeVisible();
  // What was typed and not saved is not lost to a key or a link.
  const sheet = page.getByRole("complementary", { name: "烟雾浓度过高" });
  const limit = sheet.getByLabel("限值");
  const question = page.getByRole("dialog", { name: "离开会丢失未保存的内容。" });
  await limit.press("Escape");
  await expect(question).toBeVisible();
  await answer(page, "返回");
  await expect(question).toBeHidden();
  await expect(limit).toHaveValue("250");
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "告警规则" }).click();
  await expect(question).toBeVisible();
  await answer(page, "离开");
  await expect(sheet).toHaveCount(0);
  await change("6");
  await expect(page.getByText("规则已修改，立即生效。")).toBeVisible();
  await expect(row(page, "烟雾浓度过高")).toContainText("高于 6");
  await change("5");
  await expect(row(page, "烟雾浓度过高")).toContainText("高于 5");
});

test("what opens on the administrator's pages can be used by everybody", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-admin");
  await test.step("with a sheet", async () => {
    await goTo(page, "用户");
    await page.getByRole("row").getByRole("button", { name: "demo-grid", exact: true }).click();
    await expect(page.getByRole("complementary", { name: "demo-grid" })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "新建用户" }).click();
    await expect(page.getByRole("complementary", { name: "新建用户" })).toBeVisible();
    await expectAccessible(page);
  });
  await test.step("权限矩阵", async () => {
    await goTo(page, "角色");
    await page.getByRole("row").getByRole("button", { name: "督查", exact: true }).click();
    await expect(page.getByRole("grid", { name: "权限" })).toBeVisible();
    await expectAccessible(page);
    await goTo(page, "权限矩阵");
    await expect(page.getByRole("grid", { name: "权限矩阵" })).toBeVisible();
    await expectAccessible(page);
  });
});
