// The test that all are made of: whatever pages it opened for others are gone when the next one begins, and none of them
// fell over unseen.
import { type BrowserContext, expect, test as plain, type WebError } from "@playwright/test";

/** What a panic of the program looks like from outside. */
const PANIC = /unreachable|panicked/;

export const test = plain.extend<{ leavesNoPages: void }>({
  leavesNoPages: [
    async ({ browser, context }, use) => {
      const panics: string[] = [];
      const hear = (error: WebError) => {
        if (PANIC.test(error.error().message)) panics.push(`${error.page()?.url()}: ${error.error().stack}`);
      };
      const heard = (of: BrowserContext) => of.on("weberror", hear);
      const open = browser.newContext;
      browser.newContext = async (options) => heard(await open.call(browser, options));
      heard(context);
      await use();
      browser.newContext = open;
      // They would stay until their worker ends, and go on drawing.
      const others = browser.contexts().filter((other) => other !== context);
      await Promise.all(others.map((other) => other.close()));
      expect(panics, "the program fell over").toEqual([]);
    },
    { auto: true },
  ],
});
