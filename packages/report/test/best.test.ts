import { describe, expect, test } from "vitest";
import type { PlannedCell } from "../src/index.ts";
import { bestAt } from "../src/view/best.ts";
import { groupComparisons } from "../src/view/comparison.ts";
import * as make from "./records.ts";
import { sampleWith } from "./sample.ts";
import { makeTasksSample } from "./tasks-sample.ts";

function bestOf(cells: readonly PlannedCell[]) {
  const [comparison] = groupComparisons(sampleWith({ cells }));
  if (comparison === undefined) throw new Error("the plan gave no comparison");
  return bestAt(comparison, "w2a32");
}

/** 90 in each seed, and above it three differences of mean 3 with deviation 1. */
const still = ["ste", "w2a32", 90, 90, 90] as const;
const better = ["parq", "w2a32", 92, 93, 94] as const;

test("by hand: 3 +- 4.303 / sqrt(3) lies above 0, and 3 +- 6.205 / sqrt(3), for two others, does not", () => {
  expect(bestOf(make.plan(still, better))).toBe("parq");
  expect(bestOf(make.plan(still, better, ["proxquant", "w2a32", 90, 90, 90]))).toBeNull();
  expect(bestOf(make.plan(still, ["parq", "w2a32", 94, 95, 96], ["proxquant", "w2a32", 90, 90, 90]))).toBe("parq");
});

test("where less is better, the lowest is", () => {
  const [, , , lstm] = groupComparisons(makeTasksSample());
  if (lstm === undefined) throw new Error("the sample has no fourth task");
  expect(lstm.metric?.direction).toBe("lower");
  expect(bestAt(lstm, "w1a32")).toBe("parq");
});

describe("nobody is best", () => {
  test("on one seed, however far ahead", () => {
    expect(bestOf(make.plan(["ste", "w2a32", 50], ["parq", "w2a32", 99]))).toBeNull();
  });

  test("without anybody to be better than", () => {
    expect(bestOf(make.plan(better))).toBeNull();
    expect(bestOf(make.plan(better, ["ste", "w2a32", null, null, null]))).toBeNull();
  });

  test("with a run that diverged, even if the others are far ahead", () => {
    expect(bestOf(make.plan(still, ["parq", "w2a32", 98, 98.1, null]))).toBeNull();
  });

  test("while a figure of another is missing: it may be better still", () => {
    expect(bestOf(make.plan(still, better, ["proxquant", "w2a32", undefined, undefined, undefined]))).toBeNull();
    const cell = make.makeCell({ variant: "proxquant" });
    expect(bestOf([...make.plan(still, better), make.planned(cell, make.timedOut(cell))])).toBeNull();
  });

  test("where all differences are equal: they show no spread to go by", () => {
    expect(bestOf(make.plan(still, ["parq", "w2a32", 93, 93, 93]))).toBeNull();
  });

  test("where runs ended in the same weights", () => {
    const same = make
      .plan(still, better)
      .map((planned) =>
        planned.record?.status === "completed" && planned.cell.variant === "ste"
          ? { ...planned, record: { ...planned.record, weightHash: make.sha256("the same") } }
          : planned,
      );
    expect(bestOf(same)).toBeNull();
  });

  test("on seeds that two methods do not share", () => {
    const other = make.plan(better).map(({ cell }, i) => {
      const moved = { ...cell, seed: cell.seed + 10 };
      return make.planned(moved, make.completed(moved, 92 + i));
    });
    expect(bestOf([...make.plan(still), ...other])).toBeNull();
  });
});

test("one that cannot hold the precision is nobody to wait for, and one that diverged in part is beaten where it ran", () => {
  const cell = make.makeCell({ variant: "proxquant" });
  expect(bestOf([...make.plan(still, better), make.planned(cell, make.skipped(cell))])).toBe("parq");
  expect(bestOf(make.plan(["ste", "w2a32", 90, 90.5, null], ["parq", "w2a32", 95, 95.6, 95]))).toBe("parq");
});
