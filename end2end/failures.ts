// Leaves the tests that failed beside what they left, a line each, so that who runs several terminals can sum them up.
import type { FullConfig, Reporter, Suite, TestCase, TestResult, TestStep } from "@playwright/test/reporter";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** On which of its own lines a test stayed the longest, and how long: running out of time says little else. */
function longest(result: TestResult): string {
  const end = result.startTime.getTime() + result.duration;
  // A step that never ended has no duration.
  const took = (step: TestStep) => (step.duration < 0 ? end - step.startTime.getTime() : step.duration);
  const [most] = result.steps.filter((step) => step.location).sort((a, b) => took(b) - took(a));
  if (!most?.location) return "";
  const { file, line } = most.location;
  return ` (longest: ${Math.round(took(most) / 1_000)} s at ${basename(file)}:${line}, ${most.title})`;
}

/** The first line of what a test fell over when it first did, and where it had stayed the longest. */
function why(test: TestCase): string {
  const result = test.results.find((one) => one.error);
  if (!result?.error) return "";
  // Without the colours that a terminal would show.
  const words = (result.error.message ?? result.error.value ?? "").replace(/\x1b\[[0-9;]*m/g, "");
  return words.split("\n")[0] + longest(result);
}

export default class Failures implements Reporter {
  private suite?: Suite;
  private folder = "test-results";

  onBegin(config: FullConfig, suite: Suite): void {
    this.suite = suite;
    this.folder = config.projects[0]?.outputDir ?? this.folder;
  }

  onEnd(): void {
    const told = (outcome: "flaky" | "unexpected") => {
      const those = this.suite?.allTests().filter((test) => test.outcome() === outcome) ?? [];
      return those.map((test) => `[${test.parent.project()?.name}] ${basename(test.location.file)}: ${test.title}: ${why(test)}\n`);
    };
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, "failed.txt"), told("unexpected").join(""));
    for (const line of told("flaky")) console.log(`passed at the second try: ${line.trimEnd()}`);
  }
}
