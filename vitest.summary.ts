import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with one plain line, after naming what was skipped: a skip's note says what to install. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => test.result().state === "skipped");
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    for (const test of skipped) {
      const result = test.result();
      const note = result.state === "skipped" && result.note ? `: ${result.note}` : "";
      process.stdout.write(`skipped  ${test.fullName}${note}\n`);
    }
    const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
    process.stdout.write(`${count("passed")} passed, ${count("failed") + broken} failed${skips}\n`);
  }
}
