// Measuring on the wall: by the pointer, by typed points and by keys; known shapes within half a per cent.
import { expect } from "@playwright/test";
import { canvas, degreesInMetres, measured, metresOfPixel, middleOf, written } from "./map";
import { signIn } from "./people";
import { test } from "./test";

/** Straight down and north up, so that a pixel is the same length everywhere. */
const ABOVE = { lon: 120.1021, lat: 30.2734, zoom: 18, bearing: 0, pitch: 0 };
/** The sphere that is measured on against the ellipsoid, and half a pixel of the pointer. */
const SHARE = 0.005;

function near(actual: number, expected: number): void {
  expect(Math.abs(actual - expected) / expected, `${actual} for ${expected}`).toBeLessThan(SHARE);
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, "demo-wall", `/wall?cam=${written(ABOVE)}`);
  await canvas(page);
});

test("typed points give the length and the area of known shapes", { tag: ["@STP-4.4.3-2a", "@STP-5.1.1-3a3"] }, async ({ page }) => {
  const { lon, lat } = degreesInMetres(ABOVE.lat);
  await page.getByRole("button", { name: "量距", exact: true }).click();
  const points = page.getByRole("textbox", { name: "输入坐标点" });
  await points.fill("120.1021 30.2734\n120.1031 30.2734");
  await points.blur();
  near(await measured(page, /距离/), 0.001 * lon);
  await points.fill("120.1021 30.2734, 120.1021 30.3734");
  await points.blur();
  await expect(page.getByRole("status").filter({ hasText: "距离" })).toContainText("km");
  near(await measured(page, /距离/), 0.1 * lat);

  await page.getByRole("button", { name: "量面", exact: true }).click();
  await points.fill("120.1021 30.2734\n120.1031 30.2734\n120.1031 30.2744\n120.1021 30.2744");
  await points.blur();
  await expect(page.getByRole("status").filter({ hasText: "面积" })).toContainText("ha");
  near(await measured(page, /面积/), 0.001 * lon * 0.001 * lat);
  await page.getByRole("button", { name: "清除测量", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "面积" })).toHaveCount(0);
});

test("the pointer measures, and the keys take back, end and clear", { tag: ["@STP-5.1.1-3a3"] }, async ({ page }) => {
  const metres = metresOfPixel(ABOVE.lat, ABOVE.zoom);
  const { x, y } = await middleOf(page);
  await page.getByRole("button", { name: "量距", exact: true }).click();
  await page.mouse.click(x - 150, y);
  await page.mouse.click(x + 150, y);
  await expect.poll(() => measured(page, /距离/)).toBeGreaterThan(0);
  near(await measured(page, /距离/), 300 * metres);
  await page.mouse.click(x + 150, y + 100);
  await expect.poll(() => measured(page, /距离/)).toBeGreaterThan(350 * metres);
  await page.keyboard.press("Backspace");
  await expect.poll(async () => Math.abs((await measured(page, /距离/)) - 300 * metres) < 3).toBe(true);
  await page.keyboard.press("Enter");
  // Ended: a click sets no more points.
  await page.mouse.click(x, y + 200);
  near(await measured(page, /距离/), 300 * metres);
});

test("the pointer measures an area", { tag: ["@STP-5.1.1-3a3"] }, async ({ page }) => {
  const metres = metresOfPixel(ABOVE.lat, ABOVE.zoom);
  const { x, y } = await middleOf(page);
  await page.getByRole("button", { name: "量面", exact: true }).click();
  for (const [east, south] of [[-100, -80], [100, -80], [100, 80], [-100, 80]]) {
    await page.mouse.click(x + east, y + south);
  }
  await page.keyboard.press("Enter");
  near(await measured(page, /面积/), 200 * 160 * metres * metres);
});
