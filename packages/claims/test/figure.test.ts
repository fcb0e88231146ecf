import type { Curve } from "qat-ledger";
import { describe, expect, test } from "vitest";
import { completedRecord } from "../../ledger/test/records.ts";
import { describeFigure, figureOf } from "../src/figure.ts";
import type { Figure } from "../src/index.ts";
import { decideClaims } from "../src/index.ts";
import { completed, makeCell, makeClaim } from "./claims.ts";

const curve = (name: string, ...points: Curve["points"]): Curve => ({ name, points });
const read = (figure: Figure, ...curves: Curve[]) => figureOf(completedRecord({ curves }), figure);

test("the metric, with its unit", () => {
  expect(figureOf(completedRecord(), { of: "metric" })).toEqual({ value: 97.5, unit: "%", basis: "accuracy in %" });
});

describe("a curve", () => {
  const rate = curve("rate", [0, 4], [10, 2], [40, 0]);

  test("its last value", () => {
    expect(read({ of: "curve", curve: "rate", take: "last" }, curve("loss", [1, 9]), rate)).toMatchObject({ value: 0 });
  });

  test("its mean over training, by hand: (10 * 3 + 30 * 1) / 40", () => {
    expect(read({ of: "curve", curve: "rate", take: "mean" }, rate)).toMatchObject({ value: 1.5 });
  });

  test("of one point is that point", () => {
    expect(read({ of: "curve", curve: "rate", take: "mean" }, curve("rate", [5, 7]))).toMatchObject({ value: 7 });
  });

  test.each([
    ["that the record lacks", [curve("loss", [1, 9])], 'its record has no curve "rate" (it has "loss")'],
    ["of no points", [curve("rate")], 'its record has no curve "rate" (it has "rate")'],
    ["where there is none", [], 'its record has no curve "rate" (it has none)'],
  ])("%s is missing", (_, curves, missing) => {
    expect(read({ of: "curve", curve: "rate", take: "last" }, ...curves)).toEqual({ missing });
  });
});

describe("the distance between two curves", () => {
  const figure: Figure = { of: "distance", curve: "rate", to: "target" };
  const target = curve("target", [0, 4], [10, 3], [20, 1], [30, 0]);

  test("by hand: |6 - 4|, |2 - 3|, |1 - 1|, |0.5 - 0| over 4 + 3 + 1 + 0", () => {
    expect(read(figure, target, curve("rate", [0, 6], [10, 2], [20, 1], [30, 0.5]))).toMatchObject({ value: 3.5 / 8 });
  });

  test("is over common steps, where one has gaps", () => {
    expect(read(figure, target, curve("rate", [0, 6], [20, 0], [25, 99]))).toMatchObject({ value: 3 / 5 });
  });

  test("of a curve from itself is 0", () => {
    expect(read({ ...figure, curve: "target" }, target)).toMatchObject({ value: 0 });
  });

  test.each([
    ["no common step", [target, curve("rate", [1, 2])], "the two curves have no step in common"],
    ["no target", [curve("rate", [0, 1])], 'its record has no curve "target" (it has "rate")'],
    [
      "a target of 0",
      [curve("target", [0, 0]), curve("rate", [0, 1])],
      "the mean of the second curve is 0, and a distance is relative to it",
    ],
  ])("is missing with %s", (_, curves, missing) => {
    expect(read(figure, ...curves)).toEqual({ missing });
  });
});

describe("flatness", () => {
  const flatness = { radius: 0.05, rise: 0.4, draws: 8, examples: 1000 };

  test("is the rise of the loss", () => {
    expect(figureOf(completedRecord({ flatness }), { of: "flatness" })).toMatchObject({ value: 0.4, unit: "" });
  });

  test("is missing where it was not measured", () => {
    expect(figureOf(completedRecord({ flatness: null }), { of: "flatness" })).toEqual({
      missing: "its flatness was not measured",
    });
  });

  test("of two radii is not compared", () => {
    const cells = [1, 2].flatMap((seed) => [
      completed(makeCell("new", seed), 90, { flatness: { ...flatness, rise: 0.1 * seed } }),
      completed(makeCell("old", seed), 90, { flatness: { ...flatness, rise: 0.3 * seed, radius: 0.05 * seed } }),
    ]);
    expect(decideClaims([makeClaim({ figure: { of: "flatness" }, kind: "lower" })], cells)).toMatchObject([
      {
        verdict: "not measured",
        reasons: [
          "its figures were not measured alike: radius 0.05, 8 draws, 1000 examples; radius 0.1, 8 draws, 1000 examples",
        ],
      },
    ]);
  });
});

test.each<[Figure, string]>([
  [{ of: "metric" }, "accuracy"],
  [{ of: "curve", curve: "sign changes", take: "last" }, 'last "sign changes"'],
  [{ of: "curve", curve: "loss", take: "mean" }, 'mean "loss"'],
  [{ of: "distance", curve: "K", to: "R" }, 'distance of "K" from "R"'],
  [{ of: "flatness" }, "rise of the loss under weight perturbation"],
])("%j in words", (figure, words) => {
  expect(describeFigure(figure, "accuracy")).toBe(words);
});
