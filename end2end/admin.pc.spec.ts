// The administrator at the PC: accounts, the audit trail, alarm rules.
import { expect, test, type Locator, type Page } from "@playwright/test";
import { signIn } from "./people";

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

/** Finds a user by account. */
async function find(page: Page, account: string): Promise<Locator> {
  await goTo(page, "用户");
  await page.getByRole("searchbox", { name: "搜索" }).fill(account);
  const found = row(page, account);
  await expect(found).toHaveCount(1);
  return found;
}

test("nobody disables their own account", async ({ page }) => {
  await signIn(page, "demo-admin");
  const own = await find(page, "demo-admin");
  await expect(own.getByRole("button", { name: "停用" })).toHaveCount(0);
  await own.getByRole("button", { name: "demo-admin" }).click();
  const sheet = page.getByRole("complementary", { name: "demo-admin" });
  await expect(sheet.getByRole("button", { name: "停用" })).toBeDisabled();
  await expect(sheet.getByText("不能停用自己的账号。")).toBeVisible();
});

test("an account name that is taken is said at its field, and what was typed stays", async ({
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

test("the audit chain is verified, and an entry shows what was before and after", async ({ page }) => {
  await signIn(page, "demo-admin");
  await goTo(page, "审计");
  await page.getByRole("button", { name: "核验", exact: true }).click();
  await expect(page.getByText(/链条完整，共 [\d,]+ 条，核验于 \d\d:\d\d/)).toBeVisible();
  const first = page.getByRole("table").getByRole("rowheader").first();
  await first.getByRole("button").click();
  await expect(page.getByRole("heading", { name: "前后对照" })).toBeVisible();
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
  await change("6");
  await expect(page.getByText("规则已修改，立即生效。")).toBeVisible();
  await expect(row(page, "烟雾浓度过高")).toContainText("高于 6");
  await change("5");
  await expect(row(page, "烟雾浓度过高")).toContainText("高于 5");
});
