// The scene as a tree on the wall: walked by keyboard from the area down to a detector; the map and the sheet follow.
import { expect, type Locator, type Page } from "@playwright/test";
import { isLit, remember, selected } from "./drawn";
import { cameraOf, canvas, dwellingOf, features } from "./map";
import { callsOf, signIn } from "./people";
import { test } from "./test";

// A service worker would answer for the map's module.
test.use({ serviceWorkers: "block" });

/** The map is drawn in software, and its dwellings come after it. */
const SLOWLY = { timeout: 60_000 };

function focused(page: Page): Locator {
  return page.locator("[role=treeitem]:focus");
}

async function words(page: Page): Promise<string> {
  await expect(focused(page)).toHaveCount(1);
  return ((await focused(page).textContent()) ?? "").trim();
}

/** Presses Tab until something has the keyboard. */
async function tabTo(page: Page, aim: Locator): Promise<void> {
  for (let n = 0; n < 150; n++) {
    if (await aim.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not lead there");
}

/** Unfolds the line that has the keyboard and goes to the first one in it. */
async function enter(page: Page): Promise<void> {
  const level = Number(await focused(page).getAttribute("aria-level"));
  await page.keyboard.press("ArrowRight");
  await expect(focused(page)).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowRight");
  await expect(focused(page)).toHaveAttribute("aria-level", String(level + 1));
}

/** Walks down to a line, unfolding the areas on the way. */
async function walkTo(page: Page, aim: RegExp): Promise<void> {
  for (let n = 0; n < 300; n++) {
    const here = await words(page);
    if (aim.test(here)) return;
    const isArea = /\s(市|区|街道|社区|网格|小区)(\s|\d|$)/.test(here);
    if (isArea && (await focused(page).getAttribute("aria-expanded")) === "false") {
      await page.keyboard.press("ArrowRight");
      await expect(focused(page)).toHaveAttribute("aria-expanded", "true");
    }
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`${aim} is not in the tree`);
}

/** Chooses the line that has the keyboard, looks at what follows, and comes back to it. */
async function choose(page: Page, kind: string, title: RegExp, look: () => Promise<void> = async () => {}): Promise<void> {
  const line = await focused(page).getAttribute("id");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`[?&]sel=${kind}\\.`));
  const sheet = page.locator(".wall-sheet");
  await expect(sheet.getByText(title).first()).toBeVisible(SLOWLY);
  await expect(page.locator(`[id="${line}"]`)).toHaveAttribute("aria-selected", "true");
  await look();
  await page.keyboard.press("Escape");
  await expect(sheet.locator(".sheet")).toHaveCount(0);
  await expect(page).not.toHaveURL(/[?&]sel=/);
  await expect(focused(page)).toHaveAttribute("id", line ?? "");
}

test(
  "the scene is walked by keyboard from the area to a detector, by building, storey, dwelling and class",
  { tag: ["@PLT-6.2.5-1"] },
  async ({ page }) => {
    test.setTimeout(300_000);
    await remember(page);
    await signIn(page, "demo-wall", "/wall");
    await canvas(page);
    const { mapNo, footprint } = await dwellingOf(page, "3-1502");
    const inFlat = (await features(page, "device")).filter((one) => one.properties.dwelling === mapNo);

    // To the tab and into the tree.
    const tabs = page.locator("#wall-lists [role=tab]");
    await tabTo(page, tabs.first());
    const tab = page.getByRole("tab", { name: "场景树" });
    for (let n = 1; (await tab.getAttribute("aria-selected")) !== "true"; n++) {
      await page.keyboard.press("ArrowRight");
      await expect(tabs.nth(n)).toBeFocused();
    }
    await expect(page).toHaveURL(/[?&]tab=tree(&|$)/);
    const tree = page.getByRole("tree", { name: "场景树" });
    await expect(tree.getByRole("treeitem").first()).toBeVisible();
    await page.keyboard.press("Tab");
    expect(await words(page)).toMatch(/^演示社区\s+社区/);
    await expect(focused(page)).toHaveAttribute("aria-expanded", "false");

    // An area turns the map to it and has no sheet.
    await enter(page);
    expect(await words(page)).toMatch(/^演示社区第\S+网格\s+网格/);
    const before = cameraOf(page);
    await page.keyboard.press("Enter");
    await expect.poll(() => cameraOf(page), SLOWLY).not.toEqual(before);
    await expect(focused(page)).toHaveAttribute("aria-selected", "true");

    await walkTo(page, /^3号楼\s+楼栋/);
    const levelOfBuilding = Number(await focused(page).getAttribute("aria-level"));
    expect(levelOfBuilding).toBeGreaterThan(1);
    await choose(page, "building", /^3号楼$/);

    // The storey selects its building, and is lifted out.
    await enter(page);
    await walkTo(page, /^15 层/);
    await choose(page, "building", /^3号楼$/, async () => {
      await expect(page).toHaveURL(/[?&]storey=15(&|$)/);
    });

    await enter(page);
    await walkTo(page, /^3-1502\s+房屋/);
    await choose(page, "dwelling", /3-1502/, async () => {
      await expect.poll(async () => (await selected(page)).footprints, SLOWLY).toEqual([footprint]);
      await expect.poll(() => isLit(page, mapNo), SLOWLY).toBe(true);
    });

    // What is in it, by class; a class holds as many as it says.
    await enter(page);
    await walkTo(page, /烟感\S*\s+设备/);
    const count = Number(await focused(page).locator(".count").textContent());
    expect(count).toBe(inFlat.filter((one) => one.properties.kind === "smoke").length);
    await enter(page);
    await walkTo(page, /SMK-3-1502/);
    await expect(focused(page)).toHaveAttribute("aria-level", String(levelOfBuilding + 4));
    await choose(page, "device", /SMK-3-1502/, async () => {
      const sel = new URL(page.url()).searchParams.get("sel")?.replace("device.", "");
      const detector = inFlat.find((one) => one.properties.kind === "smoke");
      expect(sel).toBe(detector?.properties.code);
      await expect.poll(async () => (await selected(page)).rings, SLOWLY).toEqual([detector?.id]);
      const { lon, lat } = cameraOf(page) ?? { lon: 0, lat: 0 };
      const [x, y] = detector?.geometry.coordinates ?? [0, 0];
      expect(Math.hypot(lon - x, lat - y)).toBeLessThan(0.001);
    });

    // Out again: left folds, left goes up.
    await page.keyboard.press("ArrowLeft");
    expect(await words(page)).toMatch(/烟感\S*\s+设备/);
    await page.keyboard.press("ArrowLeft");
    await expect(focused(page)).toHaveAttribute("aria-expanded", "false");
    await page.keyboard.press("Home");
    expect(await words(page)).toMatch(/^演示社区/);
  },
);

test("what can't be read below a node is said there, and is read when it is tried again", async ({ page }) => {
  await signIn(page, "demo-wall", "/wall?tab=tree");
  const first = page.getByRole("tree", { name: "场景树" }).getByRole("treeitem").first();
  await first.focus();
  await page.route(callsOf("spatial/list_scene"), (route) => route.abort());
  await page.keyboard.press("ArrowRight");
  await expect(first.locator("[data-trouble]")).toBeVisible();
  await expect(first).toHaveAttribute("aria-expanded", "false");
  await page.unroute(callsOf("spatial/list_scene"));
  await page.keyboard.press("ArrowRight");
  await expect(first).toHaveAttribute("aria-expanded", "true");
  await expect(first.locator("[data-trouble]")).toHaveCount(0);
});
