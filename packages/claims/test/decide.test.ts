import { describe, expect, test } from "vitest";
import { type Decision, decideClaims, type JudgedCell } from "../src/index.ts";
import { completed, makeCell, makeClaim, notCompleted, runs } from "./claims.ts";

function decideOne(claim: Record<string, unknown>, cells: readonly JudgedCell[]): Decision {
  const decisions = decideClaims([makeClaim(claim)], cells);
  expect(decisions).toHaveLength(1);
  return decisions[0] as Decision;
}

function reasonsOf(decision: Decision): readonly string[] {
  return decision.verdict === "not measured" ? decision.reasons : [];
}

/** Differences 1, 2, 3: 2 +- 4.3027 / sqrt(3), from -0.484 to 4.484. */
const wide = [...runs("new", [91, 92, 93]), ...runs("old", [90, 90, 90])];
/** Differences 2, 2.2, 2.4: 2.2 +- 4.3027 * 0.2 / sqrt(3), from 1.703 to 2.697. */
const narrow = [...runs("new", [92, 93.2, 94.4]), ...runs("old", [90, 91, 92])];

describe("a difference is paired by seed", () => {
  test("by hand", () => {
    const decision = decideOne({}, narrow);
    expect(decision).toMatchObject({
      verdict: "reproduced",
      device: "wasm",
      figure: "accuracy",
      unit: "%",
      threshold: { side: "above", value: 0, inclusive: false },
      interval: { confidence: 0.95, count: 3 },
      replicates: [
        { seed: 1, value: 92, against: 90 },
        { seed: 2, value: 93.2, against: 91 },
        { seed: 3, value: 94.4, against: 92 },
      ],
    });
    const { interval } = decision as Extract<Decision, { interval: object }>;
    expect(interval.estimate).toBeCloseTo(2.2, 12);
    expect(interval.low).toBeCloseTo(2.2 - (4.3026527 * 0.2) / Math.sqrt(3), 6);
  });

  test("whatever the order of the plan", () => {
    expect(decideOne({}, [...narrow].reverse())).toEqual(decideOne({}, narrow));
  });

  test("cells of other tasks, precisions and variants do not count", () => {
    const strangers = [
      ...runs("new", [1, 2, 3], { precision: "w2a32" }),
      ...runs("old", [99, 99, 99], { task: "another" }),
      ...runs("third", [0, 0, 0]),
    ];
    expect(decideOne({}, [...strangers, ...narrow])).toEqual(decideOne({}, narrow));
  });

  test("each device is decided by itself", () => {
    const native = [
      ...runs("new", [80, 81, 82], { device: "native" }),
      ...runs("old", [90, 91.1, 92.2], { device: "native" }),
    ];
    const decisions = decideClaims([makeClaim()], [...native, ...narrow]);
    expect(decisions.map(({ device, verdict }) => [device, verdict])).toEqual([
      ["native", "not reproduced"],
      ["wasm", "reproduced"],
    ]);
  });
});

describe("the verdict is that of the whole interval", () => {
  test.each([
    ["higher", { kind: "higher" }, narrow, "reproduced"],
    ["higher, straddling 0", { kind: "higher" }, wide, "undecided"],
    ["higher, the other way round", { kind: "higher", variant: "old", against: "new" }, narrow, "not reproduced"],
    ["higher by less than the interval's end", { kind: "higher", by: 1.7 }, narrow, "reproduced"],
    ["higher by what lies within", { kind: "higher", by: 2 }, narrow, "undecided"],
    ["higher by more", { kind: "higher", by: 2.7 }, narrow, "not reproduced"],
    ["lower", { kind: "lower" }, narrow, "not reproduced"],
    ["lower, straddling", { kind: "lower" }, wide, "undecided"],
    ["lower, the other way round", { kind: "lower", variant: "old", against: "new" }, narrow, "reproduced"],
    ["lower by what lies within", { kind: "lower", variant: "old", against: "new", by: 2 }, narrow, "undecided"],
    ["lower by more", { kind: "lower", variant: "old", against: "new", by: 2.7 }, narrow, "not reproduced"],
    ["not lower, and higher", { kind: "notLower" }, narrow, "reproduced"],
    ["not lower, straddling 0", { kind: "notLower" }, wide, "undecided"],
    ["not lower by a margin that covers the interval", { kind: "notLower", margin: 0.5 }, wide, "reproduced"],
    ["not lower, but lower", { kind: "notLower", variant: "old", against: "new" }, narrow, "not reproduced"],
    [
      "not lower by a margin, lower within it",
      { kind: "notLower", variant: "old", against: "new", margin: 2.7 },
      narrow,
      "reproduced",
    ],
  ])("%s", (_, claim, cells, verdict) => {
    expect(decideOne(claim, cells).verdict).toBe(verdict);
  });

  test.each([
    ["below the bound", 94.2, "reproduced"],
    ["across it", 93, "undecided"],
    ["above it", 92.2, "not reproduced"],
  ])("an own figure %s", (_, bound, verdict) => {
    // 93.2 +- 4.3027 * 0.4 / sqrt(3), from 92.21 to 94.19
    const own = runs("new", [92.8, 93.2, 93.6]);
    const decision = decideOne({ kind: "within", bound }, own);
    expect(decision.verdict).toBe(verdict);
    expect(decision).toMatchObject({
      threshold: { side: "below", value: bound },
      replicates: [{ seed: 1, value: 92.8 }, {}, {}],
    });
  });

  test("seeds that one variant has beyond the other's leave the pairs as they are", () => {
    const decision = decideOne({}, [...narrow, completed(makeCell("old", 4), 10)]);
    expect(decision).toEqual(decideOne({}, narrow));
  });

  test("equal figures are not lower, and not higher either", () => {
    const equal = [...runs("new", [90, 91]), ...runs("old", [90, 91])];
    expect(decideOne({ kind: "notLower" }, equal).verdict).toBe("reproduced");
    expect(decideOne({ kind: "higher" }, equal).verdict).toBe("not reproduced");
    expect(decideOne({ kind: "lower" }, equal).verdict).toBe("not reproduced");
  });
});

describe("nothing is decided", () => {
  test("from one seed", () => {
    const decision = decideOne({}, [...runs("new", [99]), ...runs("old", [1])]);
    expect(decision.verdict).toBe("not measured");
    expect(reasonsOf(decision)).toEqual(["one seed decides nothing: the suite has seed 1 alone, two are the least"]);
  });

  test("while cells are missing or did not complete: they are named", () => {
    const cells = [
      ...narrow,
      completed(makeCell("new", 4), 95),
      notCompleted(makeCell("old", 4), "diverged"),
      notCompleted(makeCell("new", 5)),
      notCompleted(makeCell("new", 6)),
      notCompleted(makeCell("old", 5), "skipped"),
    ];
    expect(reasonsOf(decideOne({}, cells))).toEqual([
      "new lenet5-mnist w1a32 seed 5: no record yet",
      "old lenet5-mnist w1a32 seed 4: diverged: loss is NaN",
      "old lenet5-mnist w1a32 seed 5: skipped: loss is NaN",
    ]);
  });

  test("where two variants have no seed in common", () => {
    const cells = [completed(makeCell("new", 1), 95), completed(makeCell("old", 2), 94)];
    expect(reasonsOf(decideOne({}, cells))).toEqual(["new and old have no seed in common"]);
  });

  test("where the suite has no such cells", () => {
    expect(reasonsOf(decideOne({ precision: "w4a32" }, narrow))).toEqual([
      "new lenet5-mnist w4a32: not among the suite's cells",
      "old lenet5-mnist w4a32: not among the suite's cells",
    ]);
  });

  test("where seeds ended in the same weights: they are one run", () => {
    const copied = narrow.map((judged) =>
      judged.cell.variant === "old" && judged.cell.seed > 1
        ? completed(judged.cell, 90, { weightHash: "the same" })
        : judged,
    );
    expect(reasonsOf(decideOne({}, copied))).toEqual([
      "old lenet5-mnist w1a32 seed 2, 3: ended in the same weights, so they are one run and no replicates",
    ]);
  });

  test("but two variants may end in the same weights: their difference is 0", () => {
    const cells = [...runs("new", [90, 91]), ...runs("old", [90, 91])].map(({ cell }) =>
      completed(cell, 90 + cell.seed, { weightHash: `weights of seed ${cell.seed}` }),
    );
    expect(decideOne({ kind: "notLower" }, cells).verdict).toBe("reproduced");
  });
});
