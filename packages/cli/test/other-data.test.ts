import { viewModel } from "qat-report";
import { task } from "qat-tasks/tasks/resnet20-cifar10";
import { afterEach, expect, test, vi } from "vitest";
import { makeCell, planned } from "../../report/test/records.ts";
import { completedAt, makeTasksSample } from "../../report/test/tasks-sample.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What the page warns of, where the records have the name that the task's data has now. */
function warnings(): readonly string[] {
  const cell = makeCell({ task: task.name, precision: "w32a32", variant: "fp32" });
  const record = completedAt(cell, 91, { data: { name: task.data.name, sha256: "0".repeat(64) } });
  const [comparison] = viewModel(makeTasksSample({ cells: [planned(cell, record)] })).comparisons;
  return [...(comparison?.warnings ?? []), ...(comparison?.published?.warnings ?? [])];
}

test("the page knows other files than the published ones by the name that their task gives them", () => {
  expect(warnings().filter((warning) => warning.includes("cifar10"))).toEqual([]);
  vi.stubEnv("QAT_BENCH_OTHER_DATA", "mnist,cifar10");
  expect(warnings().filter((warning) => warning.includes("cifar10 (other files)"))).toHaveLength(2);
});
