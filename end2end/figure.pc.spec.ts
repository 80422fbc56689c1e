// Figures of alarms: counted by type, level, area, state and day, over a period, as pictures and as tables.
import { readFileSync } from "node:fs";
import { expect, type Locator, type Page } from "@playwright/test";
import { devices, says } from "./devices";
import { ask, signIn } from "./people";
import { test } from "./test";

const DAY_MS = 86_400_000;
/** Days are Shanghai's. */
const SHANGHAI_MS = 8 * 3_600_000;

/** How many a list says that it has. */
function listed(page: Page): Locator {
  return page.locator(".register-count").first();
}

test("fire alarms are counted by type, level, area, state and day and timed, and each number leads to its list", { tag: ["@GOV-6.5.2-e"] }, async ({ page }) => {
  test.setTimeout(180_000);
  const [pump] = devices("fire_pump");
  await signIn(page, "demo-street", "/street/alarm");
  // One that is over, so that there are times to tell.
  says(pump.code, { power: false });
  await page.getByRole("row").filter({ hasText: pump.place }).getByRole("button", { name: "确认", exact: true }).click();
  says(pump.code, { power: true });
  await expect(page.getByRole("row").filter({ hasText: pump.place })).toHaveCount(0);
  await page.goto("/street/figure?of=alarm");
  await page.getByRole("radio", { name: "今天" }).check();
  await expect(page).toHaveURL(/period=today/);
  const raised = page.locator(".tile").filter({ hasText: /^告警/ });
  await expect(raised).toContainText(/[1-9]/);
  const count = Number(await raised.locator(".tile-figure").textContent());

  // How long they take to handle: acknowledged, and over.
  for (const title of ["确认中位时长", "结束中位时长"]) {
    await expect(page.locator(".tile").filter({ hasText: title }).locator(".tile-figure")).toHaveText(/\d.*(分|时|秒)/);
  }

  // Every chart is a table as well, and each dimension adds up to all alarms.
  for (const title of ["告警类型", "告警级别", "所在区域", "办理状态", "每日数量"]) {
    const chart = page.getByRole("figure", { name: title });
    await chart.getByRole("button", { name: "改看表格" }).click();
    const cells = await chart.getByRole("row").locator("td:last-child").allTextContents();
    const sum = cells.map((cell) => Number(cell.replace(/[^\d.]/g, ""))).reduce((all, one) => all + one, 0);
    expect(sum, title).toBe(count);
    await chart.getByRole("button", { name: "改看图" }).click();
  }

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出 CSV" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  expect(file).toContain(`\n告警,${count}\r\n`);

  // Over another period and narrowed to an application, a number is that of the list behind it.
  await page.getByRole("radio", { name: "近 7 天" }).check();
  await expect(page).toHaveURL(/period=week/);
  const since = new Date(Date.now() + SHANGHAI_MS - 6 * DAY_MS).toISOString().slice(0, 10);
  const application = page.getByRole("combobox", { name: "应用" });
  const counts: Record<string, number> = {};
  for (const [name, key] of [["环境监测", "environment"], ["消防隐患治理", "fire_safety"]]) {
    await application.selectOption({ label: name });
    await expect(raised).toHaveAttribute("href", `/street/alarm?open=any&since=${since}&application=${key}`);
    counts[key] = Number(await raised.locator(".tile-figure").textContent());
    await raised.click();
    await expect(page).toHaveURL(/\/street\/alarm\?/);
    await expect(listed(page)).toHaveText(String(counts[key]));
    await page.goto("/street/figure?of=alarm&period=week");
  }
  expect(counts.fire_safety).toBeGreaterThan(counts.environment);

  // So is that of each table: of a place, a level, a state, a day and a type.
  const tables = [
    ["所在区域", "area", /./],
    ["告警级别", "level", /./],
    ["办理状态", "state", /./],
    ["每日数量", "day", /./],
    ["告警类型", "kind", /断电/],
  ] as const;
  for (const [title, key, words] of tables) {
    await page.goto("/street/figure?of=alarm&period=week&application=fire_safety");
    const chart = page.getByRole("figure", { name: title });
    await chart.getByRole("button", { name: "改看表格" }).click();
    const all = chart.getByRole("row").filter({ has: page.getByRole("cell") });
    await expect(all.first()).toBeVisible();
    await expect(all.filter({ has: page.getByRole("link") }), title).toHaveCount(await all.count());
    // A day may have none.
    const some = all.filter({ has: page.getByRole("cell", { name: /[1-9]/ }) });
    const counted = some.filter({ has: page.getByRole("link", { name: words }) }).last();
    const number = (await counted.locator("td").last().textContent())?.replace(/[^\d]/g, "") ?? "";
    expect(Number(number), title).toBeGreaterThan(0);
    await counted.getByRole("link").click();
    await expect(page).toHaveURL(/\/street\/alarm\?.*application=fire_safety/);
    await expect(page).toHaveURL(new RegExp(`since=${since}`));
    await expect(page).toHaveURL(new RegExp(`[?&]${key}=`));
    await expect(listed(page), title).toHaveText(number);
  }
  await expect(page).toHaveURL(/kind=pump_power_lost/);
  await expect(page.getByText(pump.place).first()).toBeVisible();
});

test("each number of the hazards leads to a list of as many", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, "demo-street");
  const what = { id: crypto.randomUUID(), kind: "fire_hazard", category: "blocked_lane", title: "消防车道停了车", place: "2" };
  const draft = { ...what, at: null, photos: [], details: { responsible: "演示业主" }, typed_at: null };
  expect((await ask(page, "work/report", { draft })).status).toBe(200);
  await page.goto("/street/figure");
  const today = new Date(Date.now() + SHANGHAI_MS).toISOString().slice(0, 10);
  const week = new Date(Date.now() + SHANGHAI_MS - 6 * DAY_MS).toISOString().slice(0, 10);
  for (const [period, first] of [["today", today], ["week", week]]) {
    for (const [label, asked] of [["上报", `open=any&from=${first}`], ["办结", `open=any&closed_from=${first}`], ["超时", "overdue=1"]]) {
      await page.goto(`/street/figure?period=${period}`);
      const tile = page.getByRole("link").filter({ hasText: new RegExp(`^${label}`) }).and(page.locator(".tile"));
      await expect(tile).toHaveAttribute("href", `/street/case?${asked}`);
      const number = await tile.locator(".tile-figure").innerText();
      await tile.click();
      await expect(page).toHaveURL(/\/street\/case\?/);
      await expect(listed(page), `${label} ${period}`).toHaveText(number);
    }
  }
  // So does each bar.
  await page.goto("/street/figure?period=week");
  const chart = page.getByRole("figure", { name: "案件类型" });
  await chart.getByRole("button", { name: "改看表格" }).click();
  const row = chart.getByRole("row").filter({ has: page.getByRole("link") }).first();
  const number = (await row.locator("td").last().innerText()).replace(/[^\d]/g, "");
  await row.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`from=${week}`));
  await expect(listed(page)).toHaveText(number);
});
