// Queries on the wall: by attribute, inside a box and a polygon, and by place; what is found is what is there.
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { devices } from "./devices";
import { canvas, degreesInMetres, features, measured, middleOf, metresOfPixel, written } from "./map";
import { ask, signIn } from "./people";
import { test } from "./test";

const ABOVE = { zoom: 18, bearing: 0, pitch: 0 };

interface Building {
  name: string;
  at: { lon: number; lat: number };
}

async function go(page: Page): Promise<void> {
  await page.getByRole("region", { name: "查询" }).getByRole("button", { name: "查询", exact: true }).click();
}

/** Names of what was found. */
async function found(page: Page, count: number): Promise<string[]> {
  await expect(page.getByRole("status").filter({ hasText: `找到 ${count} 个` })).toBeVisible();
  return (await page.getByRole("tabpanel").locator(".row-title").allTextContents()).map((name) => name.trim());
}

test("attributes, a box, a polygon and a place return what is there", { tag: ["@STP-5.1.1-3a4"] }, async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, "demo-wall", "/wall");
  await canvas(page);
  const panel = page.getByRole("region", { name: "查询" });

  // By attribute: all extinguishers, as many as are registered.
  const extinguishers = devices("extinguisher");
  await panel.getByRole("radio", { name: "设备" }).check();
  await panel.getByRole("combobox", { name: "属性" }).selectOption({ label: "灭火器" });
  await go(page);
  expect((await found(page, extinguishers.length)).length).toBe(extinguishers.length);

  // By a box around one device: the devices inside it and no others, by their positions.
  const all = await features(page, "device");
  const smoke = all.find((one) => one.properties.kind === "smoke");
  if (!smoke) throw new Error("the map has no detector");
  const [lon, lat] = smoke.geometry.coordinates;
  await page.goto(`/wall?cam=${written({ lon, lat, ...ABOVE })}`);
  const { x, y } = await middleOf(page);
  await page.waitForTimeout(3_000);
  const half = 100;
  const degreesEast = (half * metresOfPixel(lat, ABOVE.zoom)) / (111_319.49 * Math.cos((lat * Math.PI) / 180));
  const degreesNorth = (half * metresOfPixel(lat, ABOVE.zoom)) / 111_319.49;
  const inBox = all.filter(({ geometry: { coordinates } }) => {
    return Math.abs(coordinates[0] - lon) < degreesEast && Math.abs(coordinates[1] - lat) < degreesNorth;
  });
  await panel.getByRole("radio", { name: "设备" }).check();
  await panel.getByRole("button", { name: "框选" }).click();
  await page.mouse.click(x - half, y - half);
  await page.mouse.click(x + half, y + half);
  await expect(panel.getByText(/^范围内/)).toBeVisible();
  await go(page);
  expect((await found(page, inBox.length)).sort()).toEqual(inBox.map((one) => String(one.properties.name)).sort());
  await expectAccessible(page);

  // By a polygon around a building: that building, and none whose place is outside.
  const { answer } = await ask<{ rows: Building[] }>(page, "spatial/list_buildings", { listing: { limit: 200 } });
  const reach = 120;
  // How far a building is from the middle of the polygon, which stands on its corner; 1 at its edge.
  const away = (from: Building, to: Building) => {
    const metres = degreesInMetres(from.at.lat);
    const metresAway = Math.abs((to.at.lon - from.at.lon) * metres.lon) + Math.abs((to.at.lat - from.at.lat) * metres.lat);
    return metresAway / (reach * metresOfPixel(from.at.lat, ABOVE.zoom));
  };
  const isClear = (one: Building) => answer.rows.every((other) => Math.abs(away(one, other) - 1) > 0.1);
  const middle = answer.rows.find(isClear);
  if (!middle) throw new Error("every building has another at the edge of the polygon");
  const within = answer.rows.filter((one) => away(middle, one) < 1).map((one) => one.name);
  expect(within).toContain(middle.name);
  expect(within.length).toBeLessThan(answer.rows.length);
  await page.goto(`/wall?cam=${written({ ...middle.at, ...ABOVE })}`);
  await middleOf(page);
  await page.waitForTimeout(3_000);
  await panel.getByRole("radio", { name: "楼栋" }).check();
  await panel.getByRole("button", { name: "圈选" }).click();
  for (const [east, south] of [[0, -reach], [reach, 0], [0, reach], [-reach, 0]]) {
    await page.mouse.click(x + east, y + south);
  }
  // All four corners are taken before the line is closed.
  const area = 2 * reach ** 2 * metresOfPixel(middle.at.lat, ABOVE.zoom) ** 2;
  await expect(async () => expect(Math.abs((await measured(page, /面积/)) / area - 1)).toBeLessThan(0.1)).toPass({ timeout: 30_000 });
  await page.keyboard.press("Enter");
  await expect(panel.getByText(/^范围内/)).toBeVisible();
  await go(page);
  expect((await found(page, within.length)).sort()).toEqual(within.sort());

  // A place is located: the map turns to it.
  await panel.getByRole("button", { name: "清除", exact: true }).click();
  await panel.getByRole("radio", { name: "地点" }).check();
  await panel.getByRole("combobox", { name: "属性" }).selectOption({ label: "公交站" });
  await go(page);
  const stops = (await features(page, "ground")).filter((one) => one.properties.category === "bus_stop");
  await found(page, stops.length);
  const [stop] = stops;
  await page.getByRole("tabpanel").getByRole("button", { name: String(stop.properties.name) }).click();
  await expect
    .poll(() => {
      const [a, b] = (new URL(page.url()).searchParams.get("cam") ?? "0,0").split(",").map(Number);
      return Math.hypot(a - stop.geometry.coordinates[0], b - stop.geometry.coordinates[1]);
    })
    .toBeLessThan(0.0001);
});
