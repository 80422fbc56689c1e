// A resident reports something of everybody's: what it is, a photo, and the place pointed at on the map. On a phone and
// at a PC alike it gets a number, and property sees the photo and the very place.
import { type Browser, expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { atDesk, openItem } from "./desk";
import { canvas, degreesInMetres, features, metresOfPixel } from "./map";
import { ask, signIn } from "./people";
import { addPhotos, picture } from "./photo";
import { test } from "./test";

interface At {
  lon: number;
  lat: number;
}

/** Zoom at which the map of a chosen building opens. */
const NEAR = 18.6;
/** How far beside the middle of the map, in CSS pixels, a finger presses. */
const BESIDE = 60;
/** A finger, a rounded pixel and the building's rounded place together. */
const WITHIN_M = 4;

/** The resident at a terminal: the phone that the test plays, or a PC. */
async function resident(terminal: string, phone: Page, browser: Browser): Promise<Page> {
  if (terminal === "PC") return atDesk(browser, "demo-resident");
  await signIn(phone, "demo-resident");
  return phone;
}

/** How far one place is from another, in metres to the east and to the north. */
function apart(from: At, to: At): { east: number; north: number } {
  const degree = degreesInMetres(from.lat);
  return { east: (to.lon - from.lon) * degree.lon, north: (to.lat - from.lat) * degree.lat };
}

/** Presses the map so far to the right of its middle, until the page says that a place is chosen. */
async function press(page: Page): Promise<void> {
  const map = await canvas(page);
  const chosen = page.getByText(/已选位置 \d+\.\d+, \d+\.\d+/);
  // A press before the map has begun to listen is lost.
  await expect(async () => {
    if (await chosen.isVisible()) return;
    const box = await map.boundingBox();
    if (!box) throw new Error("the canvas has no box");
    await map.click({ position: { x: box.width / 2 + BESIDE, y: box.height / 2 }, timeout: 15_000 });
    await expect(chosen).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 90_000 });
}

for (const terminal of ["phone", "PC"]) {
  test(
    `a report with its type, a photo and a place on the map gets a number, on a ${terminal}`,
    { tag: ["@SVC-6.7.10-a"] },
    async ({ browser, page: own }) => {
      test.setTimeout(150_000);
      const page = await resident(terminal, own, browser);
      const what = `单元门外电梯厅灯不亮，在${terminal}上报`;
      await page.goto("/resident/repair/new");
      await page.getByRole("radio", { name: /电梯/ }).check();
      await page.getByRole("button", { name: "下一步" }).click();

      await page.getByRole("radio", { name: "公共区域" }).check();
      const building = page.getByLabel("楼栋");
      await expect(building.getByRole("option").nth(1)).toBeAttached();
      await building.selectOption({ index: 1 });
      const code = await building.inputValue();
      await page.getByLabel("具体位置").fill("一层电梯厅");
      await addPhotos(page, picture(210, 160, 40));
      await page.getByRole("button", { name: "在地图上选" }).click();
      await press(page);
      await expectAccessible(page);

      // It is kept on this device with all else.
      await page.reload();
      const words = page.getByText(/已选位置/);
      await expect(words).toBeVisible();
      const chosen = (await words.innerText()).trim();
      await page.getByRole("button", { name: "下一步" }).click();
      await page.getByRole("textbox", { name: "情况说明" }).fill(what);
      await page.getByRole("button", { name: "下一步" }).click();
      const review = page.locator(".draft-review");
      await expect(review).toContainText("一层电梯厅");
      await expect(review).toContainText(chosen);
      await page.getByRole("button", { name: "提交报修" }).click();
      const told = page.getByText(/R-\d{4}/).first();
      await expect(told).toBeVisible();
      const number = /R-\d{4}/.exec(await told.innerText())?.[0] ?? "";

      // The next one begins anew.
      await page.goto("/resident/repair/new?step=2");
      await expect(page.getByRole("heading", { level: 1, name: "什么坏了？" })).toBeVisible();

      const desk = await atDesk(browser, "demo-property");
      const sheet = await openItem(desk, "/property/repair", number);
      await expect(sheet).toContainText("电梯");
      const photo = sheet.getByRole("img", { name: /现场照片 1/ }).first();
      await photo.scrollIntoViewIfNeeded();
      await expect(photo).toBeVisible();
      await expect(sheet.getByRole("link", { name: "定位" })).toHaveAttribute("href", /^\/wall\?sel=case\./);

      type Row = { id: string; number: string };
      const all = { limit: 200 };
      const { answer: list } = await ask<{ rows: Row[] }>(desk, "work/list_work", { kind: "repair", listing: all });
      const id = list.rows.find((row) => row.number === number)?.id;
      const { answer: read } = await ask<{ row: { at: At; title: string } }>(desk, "work/read_work", { id });
      expect(read.row.title).toBe(what);
      type Building = { code: string; at: At };
      const buildings = await ask<{ rows: Building[] }>(page, "spatial/list_buildings", { listing: all });
      const middle = buildings.answer.rows.find((row) => row.code === code)?.at;
      if (!middle) throw new Error(`there is no building ${code}`);
      // The map opened with the building in its middle and north up, so a press to the right is as far to the east.
      const { east, north } = apart(middle, read.row.at);
      expect(Math.abs(east - BESIDE * metresOfPixel(middle.lat, NEAR))).toBeLessThan(WITHIN_M);
      expect(Math.abs(north)).toBeLessThan(WITHIN_M);
      expect(Math.hypot(east, north)).toBeGreaterThan(WITHIN_M);

      const drawn = (await features(desk, "case")).find((one) => one.properties.number === number);
      const [lon, lat] = drawn?.geometry.coordinates ?? [0, 0];
      expect(Math.hypot(...Object.values(apart(read.row.at, { lon, lat })))).toBeLessThan(0.1);
    },
  );
}
