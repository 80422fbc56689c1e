// Unified codes on the wall: whatever has one is found by it, and the map turns to where it is.
import { expect } from "@playwright/test";
import { cameraOf, canvas } from "./map";
import { ask, signIn } from "./people";
import { test } from "./test";

interface Found {
  kind: string;
  title: string;
  code: string;
  at: { lon: number; lat: number };
}

interface Coded {
  code: string;
}

test("a code finds its area, building, dwelling or place and the map turns to it", { tag: ["@DAT-C-1"] }, async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-wall", "/wall");
  await canvas(page);
  const first = async (list: string, search: string) => {
    const { answer } = await ask<{ rows: Coded[] }>(page, list, { listing: { search } });
    return answer.rows[0].code;
  };
  const find = async (text: string) => (await ask<Found[]>(page, "spatial/search", { text })).answer;
  const areas = (await ask<(Coded & { kind: string })[]>(page, "spatial/list_areas", {})).answer;
  const estate = areas.find((one) => one.kind === "estate");
  const gate = (await find("北门")).find((one) => one.kind === "place");
  if (!estate || !gate) throw new Error("the community has no estate, or none with a gate");
  const dwelling = await first("spatial/list_dwellings", "3-1502");
  const codes = [estate.code, await first("spatial/list_buildings", "3号楼"), dwelling, gate.code];

  const box = page.getByRole("combobox", { name: "搜索" });
  const options = page.getByRole("listbox", { name: "搜索" }).getByRole("option");
  for (const code of codes) {
    const [known] = await find(code);
    await box.fill(code.toLowerCase());
    await expect(options).toHaveCount(1);
    await expect(options).toContainText(known.title);
    await box.press("Enter");
    await expect
      .poll(() => {
        const camera = cameraOf(page);
        return camera ? Math.hypot(camera.lon - known.at.lon, camera.lat - known.at.lat) : 1;
      })
      .toBeLessThan(0.0001);
  }

  // One wrong character is told, and leads nowhere.
  const wrong = dwelling.slice(0, -1) + (dwelling.endsWith("0") ? "1" : "0");
  await box.fill(wrong);
  await expect(page.getByText("代码的校验位不对")).toBeVisible();
});
