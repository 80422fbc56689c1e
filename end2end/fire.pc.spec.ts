// Fire: a device's own MQTT message reaches the wall, which turns to it, counts it, and lets it be acknowledged.
import { expect, test } from "@playwright/test";
import { says } from "./devices";
import { signIn } from "./people";

test(
  "the wall turns to smoke in a dwelling and stays until it is acknowledged and cleared",
  { tag: ["@DEV-5.3.4-b", "@T1-FAS-0"] },
  async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, "demo-wall", "/wall");
    const band = page.getByRole("alert").filter({ hasText: "3-1502" });
    await expect(page.getByText("没有未结告警。")).toBeVisible();
    await page.getByRole("button", { name: "开始值守" }).first().click();
    await page.getByRole("button", { name: "听到了", exact: true }).click();

    const said = await page.evaluate(() => performance.now());
    says("SMK-3-1502", { smoke_obscuration: 8.2 });
    await expect(band.first()).toBeVisible();
    const row = await page.evaluate(() => performance.getEntriesByName("alarm-row")[0]?.startTime ?? Number.NaN);
    test.info().annotations.push({ type: "publish to row in ms", description: String(Math.round(row - said)) });
    await expect(page.getByText("火情 3-1502 烟感 8.2").first()).toBeVisible();
    await expect(page.getByText("报警音响起中").first()).toBeVisible();
    await expect(page.getByText("登记 3 人，含 65 岁以上 1 人")).toBeVisible();
    await expect(page.getByText(/已立案 F-\d{4}/)).toBeVisible();
    for (const linked of ["警号", "信息屏", "门禁", "相机"]) {
      await expect(page.getByRole("listitem").filter({ hasText: linked }).first()).toBeVisible();
    }

    says("SMK-3-1502", { smoke_obscuration: 0.1 });
    await expect(page.getByText("已恢复，待确认").first()).toBeVisible();
    await expect(page.getByText("报警音响起中").first()).toBeVisible();
    await page.getByRole("button", { name: "确认", exact: true }).first().click();
    await expect(page.getByText("没有未结告警。")).toBeVisible();
    await expect(page.getByText("报警音响起中")).toHaveCount(0);
  },
);
