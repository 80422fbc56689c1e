// A storm on the wall: many detectors at once are one picture and one sound, acknowledged building by building.
import { expect, type Locator } from "@playwright/test";
import { expectAccessible } from "./axe";
import { calm } from "./calm";
import { devices, says } from "./devices";
import { ask, signIn } from "./people";
import { test } from "./test";

/** Alarms that are told at once; as many as the community has detectors for. */
const MOST = 50;

test("many smoke alarms at once are one band, one sound and one list by building", async ({ page }) => {
  test.setTimeout(300_000);
  const detectors = devices("smoke").slice(0, MOST);
  await signIn(page, "demo-wall", "/wall");
  await calm(page);
  await expect(page.getByText("没有未结告警。")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "开始值守" }).first().click();
  await page.getByRole("button", { name: "听到了", exact: true }).click();

  for (const detector of detectors) says(detector.code, { smoke_obscuration: 8.2 });
  const n = detectors.length;
  await expect(page.getByRole("link", { name: `告警 ${n}`, exact: true })).toBeVisible({ timeout: 60_000 });

  // One band that counts, and none for each alarm; what it says was told once.
  const bands = page.locator(".bands .band");
  const storm = bands.filter({ hasText: /条告警，\d+ 秒内：一级 \d+/ });
  await expect(storm).toHaveCount(1);
  await expect(storm).toContainText(`${n} 条告警`);
  await expect(storm).toContainText(`一级 ${n}`);
  await expect(storm).toContainText(/\d+ 栋楼/);
  await expect(bands).toHaveCount(1);

  // The camera moves once, then is still: no offer of before the storm flies it off.
  await expect(page.getByText("报警音响起中")).toHaveCount(1);
  await expect(page.locator(".scene-card")).toHaveCount(0);
  await page.waitForTimeout(6_000);
  const still = await page.evaluate(() => location.search);
  await page.waitForTimeout(12_000);
  expect(await page.evaluate(() => location.search)).toBe(still);

  // Nothing is acknowledged before its list is open, and never all buildings at once.
  const list = page.getByRole("tabpanel");
  await expect(list.getByRole("button", { name: /^确认/ })).toHaveCount(0);
  const heads = list.locator("button[aria-expanded]");
  const buildings = await heads.count();
  expect(buildings).toBeGreaterThan(1);
  const counts = (await heads.allTextContents()).map((head) => Number(/(\d+) 条$/.exec(head.trim())?.[1]));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n);

  // Under the keyboard a button stays that of its building, whatever a colleague acknowledges there or elsewhere.
  const whole = (building: string) => list.getByRole("button", { name: `确认 ${building} `, includeHidden: true });
  const waiting = async (building: string) => Number(/(\d+) 条$/.exec((await whole(building).textContent()) ?? "")?.[1]);
  const named = async (head: Locator) => ((await head.textContent()) ?? "").trim().replace(/ \d+ 条$/, "");
  // Of a building with one alarm the button goes with it.
  const several = heads.filter({ hasText: / ([2-9]|\d\d) 条$/ });
  const [other, lowest] = [await named(several.first()), await named(several.last())];
  expect(other).not.toBe(lowest);
  await several.last().focus();
  await page.keyboard.press("Enter");
  await whole(lowest).focus();
  await expectAccessible(page);
  const listing = { filters: [["open", ["true"]]], limit: 200 };
  const { rows } = (await ask<{ rows: { id: string; place: string }[] }>(page, "sensing/list_alarms", { listing })).answer;
  const buildingOf = (place: string) => place.replace(/ \d+ 层$/, "").replace(/-.*$/, "号楼");
  for (const building of [lowest, other]) {
    const alarm = rows.find(({ place }) => buildingOf(place) === building);
    const before = await waiting(building);
    await ask(page, "sensing/acknowledge_alarms", { ids: [alarm?.id] });
    await expect.poll(() => waiting(building)).toBe(before - 1);
    await expect(whole(lowest)).toBeFocused();
  }
  await heads.filter({ hasText: new RegExp(`^\\s*${lowest} `) }).click();

  let left = n - 2;
  for (let at = 0; at < buildings && left >= 5; at += 1) {
    const head = list.locator("button[aria-expanded='false']").first();
    const building = await named(head);
    await head.click();
    left -= await waiting(building);
    await whole(building).click();
    await expect(whole(building)).toHaveCount(0);
  }
  // Fewer than make a storm wait: the band of the storm is gone and the sound goes on for those.
  await expect(storm).toHaveCount(0, { timeout: 30_000 });

  for (const detector of detectors) says(detector.code, { smoke_obscuration: 0.1 });
  for (;;) {
    const next = page.locator(".wall-lists").getByRole("button", { name: "确认", exact: true }).first();
    if ((await next.count()) === 0) break;
    await next.click();
    await page.waitForTimeout(1_500);
  }
  await expect(page.getByText("没有未结告警。")).toBeVisible({ timeout: 60_000 });
});
