// A wall is paired with a code instead of a password, and cut off again; two people at one case see each other.
import { expect, type Browser, type Page } from "@playwright/test";
import { ask, signIn } from "./people";
import { test } from "./test";

/** Another person's browser, or another screen's. */
async function another(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  return context.newPage();
}

/** Draws a code for a terminal and answers it. */
async function draw(admin: Page, name: string, kind: string): Promise<string> {
  await admin.getByRole("button", { name: "配对屏幕" }).first().click();
  const sheet = admin.getByRole("complementary", { name: "配对屏幕" });
  await sheet.getByLabel("名称").fill(name);
  await sheet.getByRole("radio", { name: kind }).check();
  await sheet.getByLabel("数据范围").selectOption({ label: "演示社区（社区）" });
  await sheet.getByRole("button", { name: "生成配对码" }).click();
  const code = admin.locator(".secret-text");
  await expect(code).toHaveText(/^[A-HJ-NP-Z2-9]{8}$/);
  return code.innerText();
}

test("a wall is paired with a code, seen in the list, and cut off at once", async ({ page, browser }) => {
  test.setTimeout(180_000);
  await signIn(page, "demo-admin", "/admin/terminal");
  const name = "演示大厅大屏";
  const code = await draw(page, name, "大屏");

  const wall = await another(browser);
  await wall.goto("/wall");
  await wall.getByRole("link", { name: "配对这块屏幕" }).click();
  await wall.getByRole("textbox", { name: "配对码" }).fill(code.toLowerCase());
  await wall.getByRole("button", { name: "配对", exact: true }).click();
  await expect(wall).toHaveURL(/\/wall/);
  await expect(wall.getByText(/在线 \d+\/\d+/)).toBeVisible();
  await wall.reload();
  await expect(wall.getByText(/在线 \d+\/\d+/)).toBeVisible();

  await page.getByRole("button", { name: "我已保存" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("已配对");
  await row.getByRole("button", { name: "停用" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "停用" }).click();
  await expect(row).toContainText("已停用");
  await expect(wall).toHaveURL(/\/pair$/, { timeout: 30_000 });

  await wall.getByRole("textbox", { name: "配对码" }).fill(code);
  await wall.getByRole("button", { name: "配对", exact: true }).click();
  await expect(wall.getByText("链接或配对码已使用过或已过期，请重新获取。")).toBeVisible();
  await wall.context().close();
});

test("a kiosk is paired and goes to its home", async ({ page, browser }) => {
  await signIn(page, "demo-admin", "/admin/terminal");
  const code = await draw(page, "演示大厅终端", "自助终端");
  const kiosk = await another(browser);
  await kiosk.goto("/pair");
  await kiosk.getByRole("textbox", { name: "配对码" }).fill("1234");
  await kiosk.getByRole("button", { name: "配对", exact: true }).click();
  await expect(kiosk.getByText("配对码是 8 位字母和数字，核对后重输。").first()).toBeVisible();
  await kiosk.getByRole("textbox", { name: "配对码" }).fill(`${code.slice(0, 4)} ${code.slice(4)}`);
  await kiosk.getByRole("button", { name: "配对", exact: true }).click();
  await expect(kiosk).toHaveURL(/\/kiosk$/);
  await kiosk.context().close();
});

test("two people at one repair see each other", async ({ page, browser }) => {
  await signIn(page, "demo-property", "/property/repair");
  const id = crypto.randomUUID();
  const draft = {
    ...{ id, kind: "repair", category: "water", title: "厨房水管漏水，水一直流", place: "3-1502" },
    ...{ at: null, photos: [], details: {}, typed_at: null },
  };
  const { status } = await ask(page, "work/report", { draft });
  expect(status).toBe(200);
  await page.goto(`/property/repair?sel=${id}`);
  await expect(page.getByText("厨房水管漏水，水一直流").first()).toBeVisible();
  await expect(page.getByText("正在查看")).toHaveCount(0);

  const street = await another(browser);
  await signIn(street, "demo-street", `/street/repair?sel=${id}`);
  await expect(street.getByText("演示物业01 正在查看")).toBeVisible();
  await expect(page.getByText("演示值守01 正在查看")).toBeVisible();
  await street.context().close();
  await expect(page.getByText("演示值守01 正在查看")).toHaveCount(0, { timeout: 45_000 });
});
