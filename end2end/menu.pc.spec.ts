// Menus open towards the side with more room, and nothing of them needs what the content security policy forbids.
import { expect } from "@playwright/test";
import { expectAccessible } from "./axe";
import { signIn } from "./people";
import { test } from "./test";

test("each menu of a list lies within the page", async ({ page }) => {
  const refused: string[] = [];
  page.on("console", (said) => {
    if (said.text().includes("Content Security Policy")) refused.push(said.text());
  });
  await signIn(page, "demo-street", "/street/dwelling");
  const main = page.getByRole("main");
  await expect(main.getByRole("row").nth(1)).toBeVisible();
  const openers = main.locator("[aria-haspopup=menu]:visible");
  const width = page.viewportSize()?.width ?? 0;
  const count = await openers.count();
  expect(count).toBeGreaterThan(2);
  for (let n = 0; n < count; n += 1) {
    const opener = openers.nth(n);
    const from = await opener.boundingBox();
    if (!from || from.y > 900) continue;
    await opener.click();
    const menu = page.getByRole("menu");
    await expect(menu).toBeVisible();
    const box = await menu.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= width, `menu ${n} at ${JSON.stringify(box)}`).toBe(true);
    const edge = (at: { x: number; width: number }) => (from.x < width / 2 ? at.x : at.x + at.width);
    expect(box && Math.abs(edge(box) - edge(from)), `menu ${n} keeps to its opener`).toBeLessThan(2);
    if (n === 0) await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(menu).toBeHidden();
  }
  expect(refused).toEqual([]);
});
