// The test that all are made of: whatever pages it opened for others are gone when the next one begins.
import { test as plain } from "@playwright/test";

export const test = plain.extend<{ leavesNoPages: void }>({
  leavesNoPages: [
    async ({ browser, context }, use) => {
      await use();
      // They would stay until their worker ends, and go on drawing.
      const others = browser.contexts().filter((other) => other !== context);
      await Promise.all(others.map((other) => other.close()));
    },
    { auto: true },
  ],
});
