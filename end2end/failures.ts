// Leaves the tests that failed beside what they left, a line each, so that who runs several terminals can sum them up.
import type { FullConfig, Reporter, Suite, TestCase } from "@playwright/test/reporter";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** The first line of what a test fell over, at its last try. */
function why(test: TestCase): string {
  const error = test.results.at(-1)?.error;
  // Without the colours that a terminal would show.
  return (error?.message ?? error?.value ?? "").replace(/\x1b\[[0-9;]*m/g, "").split("\n")[0];
}

export default class Failures implements Reporter {
  private suite?: Suite;
  private folder = "test-results";

  onBegin(config: FullConfig, suite: Suite): void {
    this.suite = suite;
    this.folder = config.projects[0]?.outputDir ?? this.folder;
  }

  onEnd(): void {
    const failed = this.suite?.allTests().filter((test) => test.outcome() === "unexpected") ?? [];
    const told = (test: TestCase) =>
      `[${test.parent.project()?.name}] ${basename(test.location.file)}: ${test.title}: ${why(test)}\n`;
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, "failed.txt"), failed.map(told).join(""));
  }
}
