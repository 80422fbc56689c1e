// What only a synthetic community says of itself.
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./axe";
import { signIn } from "./people";

test("where the community is a real one, nothing speaks of a demo, though this browser knew one", async ({ page }) => {
  const told = page.getByText("演示数据", { exact: true });
  const accounts = page.getByRole("heading", { name: "演示账号" });
  await signIn(page, "demo-street", "/street/notice");
  await expect(told).toBeVisible();

  await page.route("**/api/seat/whoami*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), is_demo: false } });
  });
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: /通知/ })).toBeVisible();
  await expect(told).toHaveCount(0);

  await page.context().clearCookies();
  await page.goto("/signin");
  await expect(page.getByRole("button", { name: "登录", exact: true })).toBeVisible();
  await expect(accounts).toHaveCount(0);
  await expectAccessible(page);
});
