// A dwelling's versions: each is there again after a reload, and the audit says who made it, when, and out of what.
import { expect, type Page } from "@playwright/test";
import { ask, person, signIn } from "./people";
import { test } from "./test";

interface Dwelling {
  id: string;
  code: string;
  floor_area_m2: number;
  revision: number;
}

/** The first dwelling, as it is now. */
async function first(page: Page): Promise<Dwelling> {
  const { answer } = await ask<{ rows: Dwelling[] }>(page, "spatial/list_dwellings", { listing: { limit: 1 } });
  return answer.rows[0];
}

/** Changes the floor area in the form of the open sheet. */
async function change(page: Page, area: string): Promise<void> {
  await page.getByRole("complementary").getByRole("button", { name: "修改", exact: true }).click();
  const form = page.getByRole("dialog", { name: "修改房屋" });
  await form.getByLabel("建筑面积").fill(area);
  await form.getByRole("button", { name: "保存", exact: true }).click();
  await expect(form).toBeHidden();
}

test(
  "each version of a dwelling persists, and says who changed what, when, and from what",
  { tag: ["@PLT-6.2.5-2"] },
  async ({ page, browser }) => {
    test.setTimeout(120_000);
    await signIn(page, "demo-data");
    const before = await first(page);
    await page.goto(`/admin/dwelling?sel=${before.code}`);
    const whole = Math.round(before.floor_area_m2);
    const areas = [before.floor_area_m2, whole + 1, whole + 2].map(String);
    const began = Date.now();
    await change(page, areas[1]);
    await change(page, areas[2]);
    await page.reload();
    const fact = page.getByRole("complementary").locator("dl > div").filter({ hasText: "建筑面积" }).locator("dd");
    await expect(fact).toHaveText(new RegExp(`^${areas[2]}\\s*m²$`));
    const after = await first(page);
    expect(after).toEqual({ ...before, floor_area_m2: Number(areas[2]), revision: before.revision + 2 });

    const admin = await person(browser, "demo-admin");
    await admin.goto(`/admin/audit?object=${before.id}`);
    const rows = admin.getByRole("row").filter({ has: admin.getByRole("rowheader") });
    const sheet = admin.getByRole("complementary");
    // The newest stands first.
    for (const [n, from, to] of [[0, areas[1], areas[2]], [1, areas[0], areas[1]]] as const) {
      await expect(rows.nth(n)).toContainText("demo-data");
      await expect(rows.nth(n)).toContainText("修改");
      const at = await rows.nth(n).locator("time").first().getAttribute("datetime");
      expect(Date.parse(at ?? "")).toBeGreaterThan(began - 2_000);
      await rows.nth(n).getByRole("rowheader").getByRole("button").click();
      const line = sheet.locator("table.compare tbody tr");
      await expect(line).toHaveCount(1);
      await expect(line.getByRole("rowheader")).toHaveText(/^建筑面积/);
      await expect(line.getByRole("cell")).toHaveText([from, to]);
    }
    await change(page, areas[0]);
  },
);
