// Versions of a dwelling and of a building's outline: each is there again after a reload, and the audit says who made it,
// when, and out of what.
import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { footprintOf } from "./map";
import { ask, person, signIn } from "./people";
import { type Ring, surveyed } from "./survey";
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

interface Building {
  id: string;
  map_no: number;
  dwellings: number;
}

/** Seven decimals of a degree, as the map has them. */
function rounded(ring: Ring): Ring {
  return ring.map(([lon, lat]) => [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]);
}

test(
  "the outline that a survey has replaced is told of, and is there to be taken and put back as it was",
  { tag: ["@PLT-6.2.5-2"] },
  async ({ page }) => {
    test.setTimeout(120_000);
    await signIn(page, "demo-admin");
    const { answer } = await ask<{ rows: Building[] }>(page, "spatial/list_buildings", { listing: { limit: 200 } });
    const block = answer.rows.filter((row) => row.dwellings > 0).at(-1);
    if (!block) throw new Error("no building has dwellings");
    const outline = async () => ((await footprintOf(page, "building", block.map_no)) as Ring[])[0];
    const before = await outline();
    // The surveyor finds one corner more, in the middle of a wall, where it changes no picture of another story.
    const [[west, south], [east, north], ...rest] = before;
    const found = rounded([[west, south], [(west + east) / 2, (south + north) / 2], [east, north], ...rest]);
    expect(surveyed(found)).toContain("corrected 1");
    expect(await outline()).toEqual(found);

    await page.goto(`/admin/audit?object=${block.id}`);
    const newest = page.getByRole("row").filter({ has: page.getByRole("rowheader") }).first();
    await expect(newest).toContainText("system:import");
    await expect(newest).toContainText("修改");
    await newest.getByRole("rowheader").getByRole("button").click();
    const sheet = page.getByRole("complementary");
    const line = sheet.locator("table.compare tbody tr").filter({ has: page.getByRole("rowheader", { name: "轮廓", exact: true }) });
    await expect(line).toHaveCount(1);
    const [was, is] = [line.getByRole("cell").nth(0), line.getByRole("cell").nth(1)];
    await expect(was).toContainText(new RegExp(`${before.length - 1} 个角点，[\\d,.]+\\s?m²`));
    await expect(is).toContainText(new RegExp(`${found.length - 1} 个角点，[\\d,.]+\\s?m²`));
    // Nobody reads coordinates in a table.
    await expect(line).not.toContainText(String(before[0][0]));

    const saving = page.waitForEvent("download");
    await was.getByRole("button", { name: "下载 GeoJSON", exact: true }).click();
    const file = await saving;
    expect(file.suggestedFilename()).toMatch(/^building-.+-before\.geojson$/);
    const shape: { type: string; coordinates: Ring[] } = JSON.parse(readFileSync(await file.path(), "utf8"));
    expect(shape.type).toBe("Polygon");
    expect(shape.coordinates.map(rounded)).toEqual([before]);

    // What was taken is a survey's outline again, and the map draws the building as before.
    expect(surveyed(shape.coordinates[0])).toContain("corrected 1");
    expect(await outline()).toEqual(before);
  },
);
