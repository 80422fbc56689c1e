// Undelivered events at the administrator's desk: putting one away touches nothing else on the screen.
import { expect, type Locator } from "@playwright/test";
import { callsOf, signIn } from "./people";
import { test } from "./test";

test("an event that is put away closes its own sheet, and nothing that was opened meanwhile", async ({ page }) => {
  const letter = (n: number) => ({
    ...{ id: crypto.randomUUID(), subscriber: `演示接收方${n}`, position: n, event: "{}" },
    ...{ error: "演示原因", at: new Date().toISOString() },
  });
  const letters = [letter(1), letter(2)];
  await page.route(callsOf("identity/list_dead_letters"), (route) => route.fulfill({ json: letters }));
  // Each answer comes when the test says so.
  const held: (() => void)[] = [];
  await page.route(callsOf("identity/close_dead_letter"), async (route) => {
    await new Promise<void>((done) => held.push(done));
    await route.fulfill({ json: null });
  });
  await signIn(page, "demo-admin", "/admin/dead_letter");
  const open = async (n: number) => {
    const row = page.getByRole("row").filter({ hasText: `演示接收方${n}` });
    await row.getByRole("rowheader").getByRole("button").click();
    const sheet = page.getByRole("complementary").filter({ hasText: `演示接收方${n}` });
    await expect(sheet).toBeVisible();
    return sheet;
  };
  const putAway = async (sheet: Locator) => {
    const before = held.length;
    await sheet.getByRole("button", { name: "不再投递", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "不再投递", exact: true }).click();
    await expect.poll(() => held.length).toBe(before + 1);
  };
  const told = page.getByText("已不再投递。");

  await putAway(await open(1));
  const second = await open(2);
  const again = page.waitForResponse(callsOf("identity/list_dead_letters"));
  held[0]();
  await expect(told).toBeVisible();
  await again;
  await expect(page).toHaveURL(new RegExp(`[?&]sel=${letters[1].id}(&|$)`));
  await expect(second).toBeVisible();

  // With nothing else open, its own goes.
  await putAway(second);
  held[1]();
  await expect(second).toHaveCount(0);
  await expect(page).not.toHaveURL(/[?&]sel=/);

  await expect(told).toHaveCount(0);
  await putAway(await open(1));
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "用户", exact: true }).click();
  await page.getByRole("button", { name: "新建用户" }).click();
  const account = page.getByRole("complementary", { name: "新建用户" }).getByLabel("账号");
  await account.fill("half-typed");
  held[2]();
  await expect(told).toBeVisible();
  await expect(account).toHaveValue("half-typed");
});
