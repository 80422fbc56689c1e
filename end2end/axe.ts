// Whether a page can be used by everybody, as far as a machine can tell.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What fails a page; the lesser findings are not always right. */
const GRAVE = ["serious", "critical"];

/** Fails with every serious or critical finding and where it is; of all rules unless some are named. */
export async function expectAccessible(page: Page, ...rules: string[]): Promise<void> {
  // What is fading in is paler than it will be.
  await page.evaluate(() => {
    const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    return Promise.allSettled(passing.map((one) => one.finished));
  });
  // There are no frames of another origin, for which alone it would sum up in a page of its own.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules.length > 0 ? builder.withRules(rules) : builder).analyze();
  const grave = violations
    .filter((violation) => GRAVE.includes(violation.impact ?? ""))
    .map((violation) => ({
      rule: violation.id,
      says: violation.help,
      at: violation.nodes.map((node) => `${node.target.join(" ")}: ${node.any[0]?.message}`).slice(0, 5),
    }));
  expect(grave, `axe on ${page.url()}`).toEqual([]);
}
