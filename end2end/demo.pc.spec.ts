// What only a synthetic community says of itself.
import { expect } from "@playwright/test";
import { expectAccessible } from "./axe";
import { callsOf, signIn } from "./people";
import { test } from "./test";

// The pages come from the server itself, so that a test may change them on the way.
test.use({ serviceWorkers: "block" });

test("a browser's first visit is offered the demo accounts", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/signin/);
  await expect(page.getByRole("heading", { name: "演示账号" })).toBeVisible();
  const desks = ["street", "inspector", "property", "admin", "data"];
  for (const role of ["wall", "kiosk", "grid", "repair", "resident", ...desks]) {
    await expect(page.getByRole("button", { name: `填入 demo-${role}`, exact: true })).toBeVisible();
  }
  await page.getByRole("button", { name: "填入 demo-grid", exact: true }).click();
  const account = page.getByRole("textbox", { name: "账号", exact: true });
  await expect(account).toHaveValue("demo-grid");
  await expectAccessible(page);

  // On a phone nothing stands beside the page.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth))
    .toBe(0);

  // A field that was left empty says so, and has the focus.
  const password = page.getByLabel("密码", { exact: true });
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(password).toBeFocused();
  await expect(password).toHaveAccessibleDescription(/这一项需要填写。/);
  await account.fill("");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(account).toBeFocused();
  await expect(account).toHaveAccessibleDescription(/这一项需要填写。/);
  await expectAccessible(page);
});

test("where the community is a real one, nothing speaks of a demo, though this browser knew one", async ({ page }) => {
  const told = page.getByText("演示数据", { exact: true });
  const accounts = page.getByRole("heading", { name: "演示账号" });
  await signIn(page, "demo-street", "/street/notice");
  await expect(told).toBeVisible();

  await page.route(callsOf("seat/whoami"), async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), is_demo: false } });
  });
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: /通知/ })).toBeVisible();
  await expect(told).toHaveCount(0);

  await page.context().clearCookies();
  await page.route("**/signin*", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<meta name="demo"[^>]*>/, "");
    await route.fulfill({ response, body });
  });
  await page.goto("/signin");
  await expect(page.getByRole("button", { name: "登录", exact: true })).toBeVisible();
  await expect(accounts).toHaveCount(0);
  await expectAccessible(page);
});
