// Devices and the model of the community: each leads to the other, what has no model is listed, storeys hold their own.
import { expect } from "@playwright/test";
import { registerDetector } from "./desk";
import { devices } from "./devices";
import { drawnDevices, isLit, remember, selected } from "./drawn";
import { canvas, dwellingOf, features, footprintOf, written } from "./map";
import { ask, holdBack, person, signIn } from "./people";
import { fact } from "./sheet";
import { test } from "./test";

// A service worker would answer for the map's module.
test.use({ serviceWorkers: "block" });
test.beforeEach(() => test.setTimeout(150_000));

/** The map is drawn in software, and its dwellings come after it. */
const SLOWLY = { timeout: 60_000 };

test(
  "a device shows the dwelling and the building it is in, these show their devices, and the rest is listed as unlinked",
  { tag: ["@DEV-5.2.5-1"] },
  async ({ page, browser }) => {
    await remember(page);
    await signIn(page, "demo-wall", "/wall");
    await canvas(page);
    const all = await features(page, "device");
    const numbers = (of: typeof all) => of.map((one) => one.id).sort((a, b) => a - b);
    const { mapNo: dwelling, footprint: flat } = await dwellingOf(page, "3-1502");

    // From the device to the flat that it is in.
    const box = page.getByRole("combobox", { name: "搜索" });
    await box.fill("SMK-3-1502");
    await page.locator("[role=option]").first().click();
    await expect(page).toHaveURL(/sel=device\./);
    const sheet = page.locator(".wall-sheet");
    await expect(sheet.getByText("SMK-3-1502").first()).toBeVisible();
    await expect(fact(sheet, "楼层")).toHaveText("15");
    await expect(fact(sheet, "所在房屋")).toHaveText("3-1502");
    await expect(fact(sheet, "所在楼栋")).toHaveText("3号楼");
    const code = new URL(page.url()).searchParams.get("sel")?.replace("device.", "");
    const detector = all.find((one) => one.properties.code === code);
    if (!detector) throw new Error(`the map has no ${code}`);
    expect(detector.properties.dwelling).toBe(dwelling);
    await expect.poll(() => selected(page), SLOWLY).toEqual({ footprints: [flat], rings: [detector.id] });
    expect(await isLit(page, dwelling)).toBe(true);

    // On to its building, which shows the devices in it and no others.
    await fact(sheet, "所在楼栋").getByRole("link", { name: "3号楼" }).click();
    await expect(page).toHaveURL(/sel=building\./);
    const { building } = detector.properties;
    const inBuilding = numbers(all.filter((one) => one.properties.building === building));
    expect(inBuilding.length).toBeGreaterThan(1);
    const block = await footprintOf(page, "building", building);
    await expect.poll(() => selected(page), SLOWLY).toEqual({ footprints: [block], rings: inBuilding });
    expect(await isLit(page, dwelling), "another thing is selected").toBe(false);

    // From the flat back to its devices.
    await box.fill("3-1502");
    await page.getByRole("option", { name: /3-1502/ }).first().click();
    await expect(page).toHaveURL(/sel=dwelling\./);
    const inFlat = numbers(all.filter((one) => one.properties.dwelling === dwelling));
    expect(inFlat).toContain(detector.id);
    await expect.poll(() => selected(page), SLOWLY).toEqual({ footprints: [flat], rings: inFlat });

    // What stands outdoors has only its place, on the map as in the register.
    const unlinked = all.filter((one) => one.properties.dwelling === null && one.properties.building === null);
    expect(unlinked.length).toBe(devices().filter((one) => !/^\d+-\d+$|^\d+号楼| \d+ 层/.test(one.place)).length);
    const [outdoors] = unlinked;
    await page.goto(`/wall?sel=device.${outdoors.properties.code}`);
    await canvas(page);
    await expect(fact(sheet, "关联模型")).toHaveText("未关联模型");
    await expect.poll(() => selected(page), SLOWLY).toEqual({ footprints: [], rings: [outdoors.id] });

    const street = await person(browser, "demo-street");
    await street.goto("/street/device");
    await street.locator('[data-filter="link"]').getByRole("button", { name: "关联模型" }).click();
    await street.getByRole("menuitemcheckbox", { name: "未关联模型" }).click();
    await expect(street).toHaveURL(/[?&]link=unlinked(&|$)/);
    await expect(street.getByText(new RegExp(`共 ${unlinked.length} 条`)).first()).toBeVisible();
    await street.keyboard.press("Escape");
    const rows = street.getByRole("row").filter({ has: street.getByRole("cell") });
    await expect(rows).toHaveCount(Math.min(unlinked.length, 50));
    await expect(rows.filter({ hasText: "未关联模型" })).toHaveCount(Math.min(unlinked.length, 50));
  },
);

test("a device on a storey is shown with that storey and with no other", { tag: ["@DEV-5.2.5-1"] }, async ({ page }) => {
  await remember(page);
  await signIn(page, "demo-property", "/property/device");
  const name = `演示二层温感${Date.now().toString(36)}`;
  await registerDetector(page, name);
  const beside = page.getByRole("complementary").filter({ hasText: name });
  await expect(fact(beside, "所在楼栋")).toHaveText("3号楼");
  await expect(fact(beside, "楼层")).toHaveText("2");
  await expect(fact(beside, "位置")).toHaveText("3号楼 2 层");
  const id = new URL(page.url()).searchParams.get("sel");

  try {
    const all = await features(page, "device");
    const own = all.find((one) => one.properties.code === id);
    if (!own) throw new Error("the map has no such device");
    expect(own.properties.storey).toBe(2);
    const [lon, lat] = own.geometry.coordinates;
    await page.goto(`/wall?cam=${written({ lon, lat, zoom: 18.6, bearing: 0, pitch: 0 })}&sel=device.${id}`);
    await canvas(page);
    const sheet = page.locator(".wall-sheet");
    await expect(fact(sheet, "楼层")).toHaveText("2");
    const block = await footprintOf(page, "building", own.properties.building);
    await expect.poll(() => selected(page), SLOWLY).toEqual({ footprints: [block], rings: [own.id] });

    // Whole, the building has devices of many storeys; with a storey chosen only that storey's stay.
    const storeys = async () => new Set([...(await drawnDevices(page)).values()].filter((storey) => storey !== undefined));
    const isDrawn = async () => (await drawnDevices(page)).has(own.id);
    await expect.poll(isDrawn, SLOWLY).toBe(true);
    expect((await storeys()).size).toBeGreaterThan(1);
    const up = page.getByRole("button", { name: "上一层" }).first();
    await up.click();
    await up.click();
    await expect(page).toHaveURL(/[?&]storey=2(&|$)/);
    await expect.poll(async () => [...(await storeys())], SLOWLY).toEqual([2]);
    expect(await isDrawn()).toBe(true);

    // The building shows the devices on that storey, and the list of what is in view has this one.
    await fact(sheet, "所在楼栋").getByRole("link", { name: "3号楼" }).click();
    await expect(page).toHaveURL(/sel=building\./);
    const onStorey = all.filter((one) => one.properties.building === own.properties.building && one.properties.storey === 2);
    await expect.poll(async () => (await selected(page)).rings, SLOWLY).toEqual(onStorey.map((one) => one.id).sort((a, b) => a - b));
    await page.keyboard.press("Escape");
    await expect(sheet.locator(".sheet")).toHaveCount(0);
    await page.getByRole("tab", { name: "当前视野" }).click();
    const seen = page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: name });
    await expect(seen).toContainText("2 层");
    await up.click();
    await expect(seen).toHaveCount(0);
    await expect.poll(isDrawn, SLOWLY).toBe(false);
  } finally {
    const { answer } = await ask<{ row: { revision: number } }>(page, "sensing/read_device", { id });
    await ask(page, "sensing/retire_device", { id, revision: answer.row.revision });
  }
});

test("what is still being read closes with Escape like what has been", async ({ page }) => {
  await signIn(page, "demo-wall", "/wall");
  const { answer } = await ask<{ rows: { code: string }[] }>(page, "spatial/list_buildings", { listing: { search: "3号楼" } });
  const release = await holdBack(page, "spatial/list_buildings");
  await page.goto(`/wall?sel=building.${answer.rows[0].code}`);
  const sheet = page.locator(".wall-sheet");
  await expect(sheet.locator("> *").first()).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/sel=/);
  release();
  await page.waitForTimeout(1_000);
  await expect(sheet.locator(".sheet")).toHaveCount(0);
});
