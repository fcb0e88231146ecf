import { describe, expect, test } from "vitest";
import { type CellRecord, describeCell, isFinal, recordSchema } from "../src/index.ts";
import { completedRecord } from "./records.ts";

const {
  metric: _m,
  correct: _k,
  size: _s,
  flatness: _f,
  weightHash: _w,
  repeatability: _r,
  status: _t,
  ...trained
} = completedRecord();
const { curves: _c, histograms: _h, latentMap: _l, seconds: _e, steps: _p, ...figures } = trained;
const { examplesPerSecond: _x, peakMemoryBytes: _b, ...started } = figures;

const records: Record<CellRecord["status"], CellRecord> = {
  completed: completedRecord(),
  diverged: { ...trained, status: "diverged", step: 3, reason: "the loss became NaN", detail: "" },
  disqualified: { ...trained, status: "disqualified", reason: "too many levels", proof: ["conv1: 5 levels"] },
  failed: { ...started, status: "failed", stage: "train", reason: "thrown", detail: "stack", log: "" },
  "timed-out": { ...started, status: "timed-out", limitSeconds: 5, reason: "slow", detail: "" },
  skipped: { ...started, status: "skipped", reason: "unsupported" },
};

describe.each(Object.entries(records))("a %s record", (status, record) => {
  test("is what the schema takes, and survives JSON", () => {
    expect(recordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  test("is refused with a field that its status does not have", () => {
    expect(recordSchema.safeParse({ ...record, surprise: 1 }).success).toBe(false);
  });

  test(`is ${["failed", "timed-out"].includes(status) ? "tried again" : "final"}`, () => {
    expect(isFinal(record)).toBe(!["failed", "timed-out"].includes(status));
  });
});

test("a metric's direction is required: no reader has to guess it from a name", () => {
  const { direction: _, ...metric } = completedRecord().metric;
  expect(recordSchema.safeParse({ ...completedRecord(), metric }).success).toBe(false);
});

test("a cell is described by what tells it from the others", () => {
  expect(describeCell(completedRecord().cell)).toBe("ste lenet5-mnist w2a32 seed 1");
});
