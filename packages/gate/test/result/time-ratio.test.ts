import { expect, test } from "vitest";
import { timeRatioOf } from "../../src/result/time-ratio.ts";
import { completedRecord, plannedCell } from "../fixtures/cells.ts";

/** A seed that base trains for 10 seconds, and head for so many. */
function pairOf(seed: number, headSeconds: number, cpu = "a cpu") {
  const record = (program: string, train: number, hardware: string) => {
    const planned = plannedCell({ seed }, { program });
    const like = completedRecord(planned, 90, { seconds: { load: 5, train, evaluate: 5 } });
    return { ...like, hardware: { ...like.hardware, cpu: hardware } };
  };
  return { base: record("base", 10, "a cpu"), head: record("head", headSeconds, cpu) };
}

type Pairs = Parameters<typeof timeRatioOf>[0];
const all = (pairs: Pairs) => new Set(pairs.flatMap(({ base, head }) => [base.key, head.key]));

test("is the ratio of training times, with the interval of its logarithm", () => {
  const pairs = [pairOf(1, 20), pairOf(2, 40)];
  const ratio = timeRatioOf(pairs, all(pairs));
  // ln 2 and ln 4: mean 1.0397, standard deviation 0.4901, t(0.975, 1) = 12.7062, so 1.0397 -+ 4.4037.
  expect(ratio).toMatchObject({ seeds: 2 });
  expect("ratio" in ratio && [ratio.ratio, ratio.low, ratio.high]).toEqual([
    expect.closeTo(2.8284, 3),
    expect.closeTo(0.03459, 4),
    expect.closeTo(231.26, 1),
  ]);
});

test("is not known where it would compare machines, or their load", () => {
  const pairs = [pairOf(1, 20), pairOf(2, 40)];
  const headAlone = new Set(pairs.map(({ head }) => head.key));
  expect(timeRatioOf(pairs, headAlone)).toEqual({ notCompared: "base and head were not trained next to each other" });
  expect(timeRatioOf([], new Set())).toMatchObject({ notCompared: expect.any(String) });
  const elsewhere = [pairOf(1, 20, "another cpu"), pairOf(2, 20, "another cpu")];
  expect(timeRatioOf(elsewhere, all(elsewhere))).toEqual({ notCompared: "hardware differs" });
  const one = [pairOf(1, 20)];
  expect(timeRatioOf(one, all(one))).toEqual({ notCompared: "one seed has no spread to go by" });
});
