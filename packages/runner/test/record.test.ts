import { recordSchema } from "qat-ledger";
import { describe, expect, test } from "vitest";
import type { Figures, Outcome } from "../src/cell/messages.ts";
import type { CellEnd } from "../src/execute/cell-process.ts";
import { failedAtStart, finishRecord, startRecord } from "../src/execute/record.ts";
import type { PlannedCell } from "../src/plan/plan.ts";

const planned: PlannedCell = {
  cell: {
    variant: "ste",
    task: "lenet5-mnist",
    track: "controlled",
    budget: 1,
    trainOn: "split",
    precision: "w2a32",
    seed: 1,
    device: "wasm",
  },
  key: "0".repeat(32),
  keyParts: { cell: "c", program: "p", packages: "l", data: "d", engine: "e", start: "scratch" },
  data: { name: "mnist", sha256: "d" },
  engine: { kind: "wasm" },
  isStart: false,
};
const hardware = { cpu: "a processor", cores: 2, memoryBytes: 1, platform: "linux", node: "v20" };
const sources = { commit: "c0ffee", dirty: true, dirtyHash: "d1", lockfile: "l1", subject: "not for the record" };
const limits = { seconds: 60, memoryBytes: 2 ** 31 };
const start = (earlier: Parameters<typeof startRecord>[3] = null) => startRecord(planned, hardware, sources, earlier);
const figures: Figures = {
  curves: [],
  histograms: [],
  latentMap: [],
  seconds: { load: 1, train: 2, evaluate: 3 },
  steps: 4,
  examplesPerSecond: 5,
  peakMemoryBytes: 6,
  configuration: { grid: "uniform-4" },
  seeds: { order: 7 },
};
const completed: Outcome = {
  status: "completed",
  metric: { name: "accuracy", unit: "%", direction: "higher", value: 97, examples: 10 },
  correct: "/wM=",
  size: { bytes: 1, floatBytes: 8 },
  flatness: { radius: 0.2, rise: 0.1, draws: 8, examples: 10 },
  weightHash: "w1",
  ...figures,
};
const finish = (end: Exclude<CellEnd, { by: "abort" }>, earlier: Parameters<typeof startRecord>[3] = null) =>
  recordSchema.parse(finishRecord(start(earlier), end, limits));

describe("every end of a process becomes a record that the schema takes", () => {
  const ends: [string, Exclude<CellEnd, { by: "abort" }>, string, string?][] = [
    ["a result", { by: "itself", outcome: completed, log: "" }, "completed"],
    [
      "divergence",
      { by: "itself", outcome: { status: "diverged", step: 3, reason: "NaN", detail: "", ...figures }, log: "" },
      "diverged",
      "NaN",
    ],
    [
      "a bad export",
      { by: "itself", outcome: { status: "disqualified", reason: "5 levels", proof: ["x"], ...figures }, log: "" },
      "disqualified",
      "5 levels",
    ],
    [
      "an exception",
      { by: "itself", outcome: { status: "failed", stage: "train", reason: "thrown", detail: "at x" }, log: "printed" },
      "failed",
      "thrown",
    ],
    ["the time limit", { by: "time limit", stage: "train", log: "" }, "timed-out", "still in stage train after 60 s"],
    [
      "the memory limit",
      { by: "memory limit", stage: "load", bytes: 2 ** 32, log: "" },
      "failed",
      "out of memory: 4.0 GiB, 2.0 GiB are allowed",
    ],
    [
      "a crash",
      { by: "crash", stage: "judge", how: "killed by SIGKILL", log: "last words" },
      "failed",
      "killed by SIGKILL",
    ],
  ];
  test.each(ends)("%s", (_, end, status, reason) => {
    const record = finish(end);
    expect(record.status).toBe(status);
    if (reason !== undefined) expect("reason" in record && record.reason).toContain(reason);
    expect(record).toMatchObject({ key: planned.key, cell: planned.cell, data: { name: "mnist", sha256: "d" } });
    expect(record.provenance).toEqual({ commit: "c0ffee", dirty: true, dirtyHash: "d1", lockfile: "l1" });
  });

  test("a cell that cannot begin", () => {
    const record = recordSchema.parse(failedAtStart(start(), "it does not compile"));
    expect(record).toMatchObject({ status: "failed", stage: "start", reason: "it does not compile" });
  });

  test("endless messages are cut, so that the record stays small", () => {
    const outcome: Outcome = { status: "failed", stage: "train", reason: "r".repeat(1e6), detail: "d".repeat(1e6) };
    expect(JSON.stringify(finish({ by: "itself", outcome, log: "" })).length).toBeLessThan(20_000);
  });
});

describe("repeated runs", () => {
  const first = finish({ by: "itself", outcome: completed, log: "" });

  test("that end in the same weights are bit-identical", () => {
    const second = finish({ by: "itself", outcome: completed, log: "" }, first);
    expect(first).toMatchObject({ repeatability: "not repeated", attempts: [] });
    expect(second).toMatchObject({
      repeatability: "bit-identical",
      attempts: [{ status: "completed", weightHash: "w1" }],
    });
  });

  test("that do not are different, also when a later one repeats the first", () => {
    const second = finish({ by: "itself", outcome: { ...completed, weightHash: "w2" }, log: "" }, first);
    const third = finish({ by: "itself", outcome: completed, log: "" }, second);
    expect(second).toMatchObject({ repeatability: "different" });
    expect(third).toMatchObject({ repeatability: "different" });
    expect(third.attempts.map(({ weightHash }) => weightHash)).toEqual(["w1", "w2"]);
  });

  test("keep what earlier attempts failed of, and do not count them as repetitions", () => {
    const failed = finish({ by: "crash", stage: "train", how: "exit code 3", log: "" });
    const second = finish({ by: "itself", outcome: completed, log: "" }, failed);
    expect(second).toMatchObject({ repeatability: "not repeated", attempts: [{ status: "failed" }] });
    expect(second.attempts[0]?.reason).toContain("exit code 3");
  });
});
