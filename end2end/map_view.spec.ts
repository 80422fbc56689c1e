// The map on every terminal: nearer, farther, elsewhere, and on another ground.
import { expect, type Page } from "@playwright/test";
import { placeAt, remember, spotOf } from "./drawn";
import { canvas, middleOf } from "./map";
import { signIn } from "./people";
import { test } from "./test";

// A service worker would answer for the map's module.
test.use({ serviceWorkers: "block" });

/** How far a finger or the pointer is drawn over the map, in pixels; it is taken for a press for the first few. */
const DRAWN = 80;
const FEW = 8;

/** What 「12 m」 of the foot line comes to, in metres. */
async function scale(page: Page): Promise<number> {
  const text = (await page.locator(".scene-scale").textContent()) ?? "";
  const [, number, unit] = /([\d.]+)\s*(km|m)/u.exec(text) ?? [];
  return Number(number) * (unit === "km" ? 1_000 : 1);
}

/** What is in the middle of the map, as a picture. */
async function picture(page: Page): Promise<Buffer> {
  const { x, y } = await middleOf(page);
  return page.screenshot({ clip: { x: x - 60, y: y - 60, width: 120, height: 120 } });
}

/** Draws a finger or the pointer over the map. */
async function drag(page: Page, by: number): Promise<void> {
  const { x, y } = await middleOf(page);
  const client = await page.context().newCDPSession(page);
  const isTouch = await page.evaluate(() => navigator.maxTouchPoints > 0);
  if (!isTouch) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + by, y + by, { steps: 8 });
    await page.mouse.up();
    return;
  }
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: number) =>
    client.send("Input.dispatchTouchEvent", { type, touchPoints: at === undefined ? [] : [{ x: x + at, y: y + at }] });
  await touch("touchStart", 0);
  for (let step = 1; step <= 8; step += 1) await touch("touchMove", (by * step) / 8);
  await touch("touchEnd");
}

test("the map comes nearer, goes farther, moves and changes its ground", { tag: ["@STP-5.1.1-3a2"] }, async ({ page }, info) => {
  test.setTimeout(150_000);
  const isDesk = info.project.name === "pc";
  await remember(page);
  await signIn(page, isDesk ? "demo-wall" : "demo-grid", isDesk ? "/wall" : "/grid/map");
  await canvas(page);
  await expect.poll(() => scale(page)).toBeGreaterThan(0);
  await page.waitForTimeout(4_000);

  const first = await scale(page);
  await page.getByRole("button", { name: "放大", exact: true }).click();
  await expect.poll(async () => first / (await scale(page))).toBeGreaterThan(1.8);
  await page.getByRole("button", { name: "缩小", exact: true }).click();
  await page.getByRole("button", { name: "缩小", exact: true }).click();
  await expect.poll(async () => (await scale(page)) / first).toBeGreaterThan(1.8);

  // What is under the finger goes along with it, and glides on the way that it went.
  await page.waitForTimeout(2_000);
  const begun = await middleOf(page);
  const place = await placeAt(page, begun);
  await drag(page, DRAWN);
  await page.waitForTimeout(2_000);
  const ended = await spotOf(page, place);
  expect(ended.x - begun.x).toBeGreaterThan(DRAWN - FEW);
  expect(ended.y - begun.y).toBeGreaterThan(DRAWN - FEW);

  const shown = await picture(page);
  await page.getByRole("button", { name: "底图样式" }).click();
  await expect(page.getByRole("menuitemradio")).toHaveCount(4);
  const other = page.getByRole("menuitemradio", { checked: false }).first();
  const name = (await other.textContent()) ?? "";
  await other.click();
  await page.waitForTimeout(3_000);
  expect((await picture(page)).equals(shown)).toBe(false);

  // The choice is kept on the device.
  await page.reload();
  await canvas(page);
  await page.getByRole("button", { name: "底图样式" }).click();
  await expect(page.getByRole("menuitemradio", { name: name.trim() })).toHaveAttribute("aria-checked", "true");
});
