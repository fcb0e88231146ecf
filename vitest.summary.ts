import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends a run with one plain line, after naming what was skipped and, from the skip's note, what to install for it. Where
 * `QAT_BENCH_SKIPS` is `forbidden`, a skipped test is a failure of the run.
 */
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
    if (skipped.length > 0 && process.env.QAT_BENCH_SKIPS === "forbidden") process.exitCode = 1;
    const skips = skipped.length > 0 ? `${skipped.length} skipped\n` : "";
    process.stdout.write(`${skips}${count("passed")} passed, ${count("failed") + broken} failed\n`);
  }
}
