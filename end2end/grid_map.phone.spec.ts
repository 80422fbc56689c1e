// The map in the grid worker's pocket: its list lies over the map, and over nothing else.
import { expect } from "@playwright/test";
import { expectAccessible } from "./axe";
import { canvas } from "./map";
import { signIn } from "./people";
import { test } from "./test";

// A test may keep an answer back.
test.use({ serviceWorkers: "block" });

test("the list over the map leaves the tab bar and whose data it is in sight", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-grid", "/grid/map");
  await canvas(page);
  const list = page.getByRole("region", { name: /^任务/ });
  const bar = page.getByRole("navigation", { name: "主导航" });
  const foot = page.locator(".scene-foot");
  const edges = async (of: typeof list) => {
    const box = await of.boundingBox();
    if (!box) throw new Error("it has no box");
    return { top: box.y, bottom: box.y + box.height };
  };
  for (const height of ["low", "half", "full"]) {
    await expect(list).toHaveAttribute("data-height", height);
    await expect(async () => {
      expect((await edges(list)).bottom).toBeLessThanOrEqual((await edges(bar)).top);
    }).toPass();
    if (height === "low") {
      expect((await edges(foot)).bottom).toBeLessThanOrEqual((await edges(list)).top + 1);
      await expectAccessible(page);
    }
    if (height !== "full") await list.getByRole("button", { name: "展开" }).click();
  }
  await bar.getByRole("link", { name: "今日" }).click();
  await expect(page).toHaveURL(/\/grid$/);
});

test("the foot says of when the data is once some was read, and nothing before", async ({ page }) => {
  test.setTimeout(120_000);
  const sources = /\/map\/\w+\.geojson$/;
  const time = page.locator(".scene-foot").getByText(/^数据 \d\d:\d\d:\d\d$/);
  await page.route(sources, (route) => route.abort());
  await signIn(page, "demo-grid", "/grid/map");
  await canvas(page);
  await expect(page.getByText("底图没能加载，设备与告警照常。")).toBeVisible({ timeout: 30_000 });
  await expect(page.locator(".scene-scale")).toHaveText(/\d/);
  await expect(time).toHaveCount(0);

  await page.unroute(sources);
  await page.reload();
  await expect(time).toBeVisible({ timeout: 60_000 });
});
