// The elder edition on a resident's phone: larger words, larger targets, nothing cut off, and it stays.
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { callsOf, signIn } from "./people";
import { test } from "./test";

/** The least side of what a finger presses, in CSS pixels; less a rounding. */
const TARGET = 44 - 0.5;

/** Sizes of letters, in CSS pixels: as the scale says, of the page, and of the button that changes the edition. */
async function letters(page: Page, button: string): Promise<{ token: number; page: number; button: number }> {
  const size = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);
  const changing = await page.getByRole("button", { name: button, exact: true }).evaluate(size);
  const token = await page.evaluate(() => {
    const root = getComputedStyle(document.documentElement);
    return Number.parseFloat(root.getPropertyValue("--t2")) * Number.parseFloat(root.fontSize);
  });
  return { token, page: await page.locator("body").evaluate(size), button: changing };
}

/** What can be pressed and is smaller than a finger. */
async function small(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const all = [...document.querySelectorAll("a[href], button, select, textarea, input:not([type=file])")];
    // The way past the navigation is there for the keyboard alone.
    const seen = all.filter((one) => one.checkVisibility() && !one.matches(".skip"));
    const boxes = seen.map((one) => {
      const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
      return { name: one.getAttribute("aria-label") ?? one.textContent ?? one.tagName, width, height };
    });
    const few = boxes.filter(({ width, height }) => Math.min(width, height) < least);
    return few.map(({ name, width, height }) => `${name.trim()} ${width} × ${height}`);
  }, TARGET);
}

/** A page that everybody can read and press. */
async function fits(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  const over = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(over), page.url()).toBeLessThanOrEqual(0);
  expect(await small(page), page.url()).toEqual([]);
  await expectAccessible(page);
}

test("the elder edition has larger words and targets, cuts nothing off, and stays", async ({ page }) => {
  test.setTimeout(120_000);
  const root = page.locator("html");
  await signIn(page, "demo-resident", "/resident");
  await expect(page.getByRole("link", { name: /^找地方/ })).toBeVisible();
  const before = await letters(page, "长辈版");
  expect(before.page).toBe(before.token);
  expect(before.button).toBe(before.token);

  await page.getByRole("button", { name: "长辈版", exact: true }).click();
  await expect(root).toHaveAttribute("data-scale", "elder");
  await expect(page.getByText("已换成长辈版。")).toBeVisible();
  const after = await letters(page, "标准版");
  expect(after.page).toBe(after.token);
  expect(after.button).toBe(after.token);
  expect(after.token / before.token).toBeGreaterThan(1.3);
  await fits(page);

  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "通知" }).click();
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  await fits(page);
  await page.getByRole("main").getByRole("listitem").first().getByRole("link").click();
  await expect(page.locator(".notice-text p").first()).not.toBeEmpty();
  await fits(page);

  await page.goto("/resident/repair/new");
  await expect(root).toHaveAttribute("data-scale", "elder");
  await page.getByRole("radio", { name: /门窗/ }).check();
  await fits(page);
  for (const step of [2, 3]) {
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page).toHaveURL(new RegExp(`step=${step}`));
    await fits(page);
  }

  await page.goto("/resident");
  await page.getByRole("button", { name: "标准版", exact: true }).click();
  await expect(root).toHaveAttribute("data-scale", "phone");
  expect(await letters(page, "长辈版")).toEqual(before);
});

test.describe("reading aloud", () => {
  // A test hears when the notices are read again.
  test.use({ serviceWorkers: "block" });

  test("goes on while the notices are read again, at home and on a notice's page", async ({ context, page }) => {
    test.setTimeout(120_000);
    // A voice that speaks until it is told to stop.
    await page.addInitScript(() => {
      const heard = { stops: 0 };
      const speechSynthesis = { speak: () => undefined, cancel: () => (heard.stops += 1) };
      Object.defineProperty(window, "speechSynthesis", { value: speechSynthesis });
      Object.assign(window, { heard });
    });
    const stops = () => page.evaluate(() => (window as unknown as { heard: { stops: number } }).heard.stops);
    const stop = page.getByRole("button", { name: "停止朗读", exact: true });
    const goesOn = async () => {
      await page.getByRole("button", { name: "朗读", exact: true }).click();
      await expect(stop).toBeVisible();
      const before = await stops();
      await context.setOffline(true);
      const again = page.waitForResponse(callsOf("publishing/current_notices"));
      await context.setOffline(false);
      await (await again).finished();
      // What was read is drawn by the next frames.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await expect(stop).toBeVisible();
      expect(await stops(), page.url()).toBe(before);
    };
    await signIn(page, "demo-resident", "/resident/notice");
    await page.getByRole("main").getByRole("listitem").first().getByRole("link").click();
    await expect(page.locator(".notice-text p").first()).not.toBeEmpty();
    await goesOn();

    await page.goto("/resident");
    await page.getByRole("button", { name: "长辈版", exact: true }).click();
    await goesOn();
  });
});
