// What lets a device in, and what it says that nobody can take: credentials are rotated and revoked, refusals are read.
import { expect } from "@playwright/test";
import { devices, says, saysRaw } from "./devices";
import { ask, signIn } from "./people";
import { test } from "./test";

/** What the broker says to a password that isn't, or is no longer, the device's. */
const KEPT_OUT = /bad user name or password|not authori[sz]ed/i;
const DAY_MS = 24 * 3_600_000;

interface Credential {
  device_code: string;
  issued_at: string;
  revoked_at: string | null;
}

test("a rotated secret lets the device in beside the old one for a day, and ends when it is revoked", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const [{ code }] = devices("heat");
  await signIn(page, "demo-admin", `/admin/credential?q=${code}`);
  const rows = page.getByRole("row").filter({ has: page.getByRole("button", { name: code, exact: true }) });
  await rows.getByRole("button", { name: "轮换", exact: true }).last().click();
  const question = page.getByRole("dialog", { name: `轮换 ${code} 的密钥？旧密钥还可用 24 小时。` });
  await question.getByRole("button", { name: "轮换", exact: true }).click();
  const shown = page.getByRole("complementary", { name: "密钥" });
  const secret = (await shown.getByText(/^[0-9a-f]{32}$/).textContent()) ?? "";
  expect(secret).not.toBe(devices().find((device) => device.code === code)?.password);
  await shown.getByRole("button", { name: "我已保存" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  const listing = { search: code };
  const { answer } = await ask<{ rows: Credential[] }>(page, "sensing/list_credentials", { listing });
  const own = answer.rows.filter((row) => row.device_code === code);
  const issued = own.map((row) => new Date(row.issued_at).getTime()).sort((a, b) => a - b);
  const first = own.find((row) => new Date(row.issued_at).getTime() === issued[0]);
  // The second one issued is what ended the first, a day later.
  expect(new Date(first?.revoked_at ?? 0).getTime() - issued[1]).toBe(DAY_MS);
  await expect(rows).toHaveCount(own.length);

  // The new secret lets the device in, and what it says is shown; so does the old one still.
  says(code, { battery: 61 }, undefined, secret);
  await page.goto(`/admin/device?q=${code}`);
  const device = page.getByRole("row").filter({ has: page.getByText(code, { exact: true }) });
  await device.getByRole("rowheader").getByRole("button").click();
  const reading = page.getByRole("complementary").filter({ hasText: code }).getByRole("tabpanel");
  await expect(reading).toContainText(/电量 61\s*%/);
  says(code, { battery: 62 });
  await expect(reading).toContainText(/电量 62\s*%/);

  await page.goto(`/admin/credential?q=${code}`);
  await rows.last().getByRole("button", { name: "吊销", exact: true }).click();
  await page.getByRole("dialog", { name: `吊销 ${code}？` }).getByRole("button", { name: "吊销", exact: true }).click();
  await expect(page.getByText(`已吊销 ${code}。`)).toBeVisible();
  await expect(rows.last().getByRole("button", { name: "吊销", exact: true })).toHaveCount(0);
  expect(() => says(code, { battery: 63 }, undefined, secret)).toThrow(KEPT_OUT);
  says(code, { battery: 64 });
});

test("a message that can't be read is told with its reason, and without anybody's number", async ({ page }) => {
  const [, { code }] = devices("heat");
  const [phone, identity] = ["10012345678", "990101199001010010"];
  await signIn(page, "demo-property");
  saysRaw(code, `{"battery": 60, "contact": "${phone}", "id": "${identity}"`);
  const told = async () => {
    const listing = { filters: [["reason", ["malformed_json"]]], search: code };
    return (await ask<{ rows: object[] }>(page, "sensing/list_rejections", { listing })).answer.rows;
  };
  await expect.poll(async () => (await told()).length, { timeout: 5_000 }).toBeGreaterThan(0);
  const kept = JSON.stringify(await told());
  for (const number of [phone, identity]) expect(kept).not.toContain(number);

  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "被拒消息" }).click();
  await page.getByRole("link", { name: /^JSON 格式有误/ }).click();
  await expect(page).toHaveURL(/reason=malformed_json/);
  const row = page.getByRole("row").filter({ hasText: code }).first();
  await expect(row).toContainText("JSON 格式有误");
  await row.getByRole("rowheader").getByRole("button").click();
  const sheet = page.getByRole("complementary", { name: "JSON 格式有误" });
  await expect(sheet).toContainText(code);
  await expect(sheet).toContainText('"battery": 60');
  await expect(sheet).toContainText("100********");
  await expect(sheet).toContainText(/EOF/);
});
