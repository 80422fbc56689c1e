// One resident account on the widths of a phone, a PC and a fixed terminal: a notice is read, a problem reported, its
// state seen. What was reported on one is there on the others.
import { type Browser, expect, type Page, test } from "@playwright/test";
import { signIn } from "./people";

const TERMINALS = [
  { name: "phone", size: { width: 390, height: 844 }, isTouched: true },
  { name: "PC", size: { width: 1440, height: 900 }, isTouched: false },
  { name: "fixed terminal", size: { width: 1080, height: 1920 }, isTouched: true },
];

async function at(browser: Browser, terminal: (typeof TERMINALS)[number]): Promise<Page> {
  const { size, isTouched } = terminal;
  const context = await browser.newContext({ viewport: size, isMobile: isTouched, hasTouch: isTouched });
  const page = await context.newPage();
  await signIn(page, "demo-resident");
  return page;
}

/** Nothing is cut off at the side. */
async function fits(page: Page): Promise<void> {
  const over = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(over)).toBeLessThanOrEqual(0);
}

test("a resident's core tasks pass on each width, with one account", { tag: ["@PLT-6.1-4"] }, async ({ browser }) => {
  test.setTimeout(240_000);
  const told: string[] = [];
  for (const terminal of TERMINALS) {
    await test.step(terminal.name, async () => {
      const page = await at(browser, terminal);
      await fits(page);
      const navigation = page.getByRole("navigation", { name: "主导航" });
      await navigation.getByRole("link", { name: "通知" }).click();
      const first = page.getByRole("main").getByRole("listitem").first().getByRole("link");
      const title = (await first.innerText()).split("\n")[0];
      await first.click();
      await expect(page.getByRole("heading", { name: title })).toBeVisible();
      await fits(page);

      const what = `门锁打不开，在${terminal.name}上报`;
      await page.goto("/resident/repair/new");
      await page.getByRole("radio", { name: /门窗/ }).check();
      await page.getByRole("button", { name: "下一步" }).click();
      await fits(page);
      await page.getByRole("button", { name: "下一步" }).click();
      await page.getByRole("textbox").first().fill(what);
      await page.getByRole("button", { name: "下一步" }).click();
      await page.getByRole("button", { name: "提交报修" }).click();
      await expect(page.getByText(/R-\d{4}/).first()).toBeVisible();
      told.push(what);

      await page.goto("/resident");
      await navigation.getByRole("link", { name: "报修" }).click();
      for (const each of told) {
        await page.getByRole("link", { name: new RegExp(each) }).first().click();
        await expect(page.getByRole("heading", { level: 1, name: each })).toBeVisible();
        await expect(page.locator(".page-head-note")).toHaveText("已提交");
        await page.goBack();
      }
      await fits(page);
      await page.context().close();
    });
  }
});
