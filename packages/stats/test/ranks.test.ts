import { describe, expect, test } from "vitest";
import { pairedTTest, probabilityOfBest, rankIntervals, SampleError } from "../src/index.ts";
import { normals } from "./normals.ts";
import { sample, shareOf } from "./samples.ts";

/** Differences 10.1, 9.9, 10 and 0.3, -0.3, 0: the third is shown better than the others, which are not told apart. */
const three = [
  [80, 81, 82],
  [80.3, 80.7, 82],
  [90.1, 90.9, 92],
];

describe("rank intervals", () => {
  test("one that is shown better stands alone, the others share what is left", () => {
    expect(rankIntervals(three, "higher", 0.05)).toEqual([
      { low: 2, high: 3 },
      { low: 2, high: 3 },
      { low: 1, high: 1 },
    ]);
  });

  test("where lower is better, ranks turn round", () => {
    expect(rankIntervals(three, "lower", 0.05)).toEqual([
      { low: 1, high: 2 },
      { low: 1, high: 2 },
      { low: 3, high: 3 },
    ]);
  });

  test("what is not told apart, or is the same, is a tie of all", () => {
    const tie = { low: 1, high: 2 };
    expect(rankIntervals([three[0] ?? [], three[1] ?? []], "higher", 0.05)).toEqual([tie, tie]);
    expect(rankIntervals([three[0] ?? [], three[0] ?? []], "higher", 0.05)).toEqual([tie, tie]);
  });

  test("two methods are told apart where the paired t test does, at the confidence asked for", () => {
    const draw = normals(61);
    for (let repeat = 0; repeat < 300; repeat++) {
      const [a, b] = [sample(5, () => 1 + draw()), sample(5, draw)];
      // Two one-sided hypotheses under Holm: the first at alpha / 2.
      expect(rankIntervals([a, b], "higher", 0.1)[0]?.low === rankIntervals([a, b], "higher", 0.1)[0]?.high).toBe(
        pairedTTest(a, b) < 0.1,
      );
    }
  });

  test("all together hold all true ranks in at least 95 % of cases, ties among them", () => {
    const draw = normals(67);
    const means = [2, 1, 1, 0, 0];
    const truth = means.map((mean) => ({
      low: 1 + means.filter((other) => other > mean).length,
      high: means.filter((other) => other >= mean).length,
    }));
    const repeats = 1_500;
    const held = shareOf(repeats, () => {
      const shared = sample(8, () => 5 * draw());
      const samples = means.map((mean) => shared.map((value) => mean + value + draw()));
      const ranks = rankIntervals(samples, "higher", 0.05);
      return ranks.every(({ low, high }, i) => low <= (truth[i]?.low ?? 0) && high >= (truth[i]?.high ?? 9));
    });
    expect(held).toBeGreaterThan(0.95);
  });

  test("methods that lie ten deviations apart get their rank and no other", () => {
    const draw = normals(71);
    const exact = shareOf(200, () => {
      const samples = [0, 10, 20, 30].map((mean) => sample(8, () => mean + draw()));
      return rankIntervals(samples, "higher", 0.05).every(({ low, high }, i) => low === 4 - i && high === 4 - i);
    });
    expect(exact).toBeGreaterThan(0.98);
  });
});

describe("probability of being best", () => {
  test("for two methods it is 1 - p of the one-sided paired t test", () => {
    const draw = normals(73);
    for (const count of [2, 3, 5, 12]) {
      for (let repeat = 0; repeat < 3; repeat++) {
        const [a, b] = [sample(count, () => 0.5 + draw()), sample(count, draw)];
        const [ofA = 0, ofB = 0] = probabilityOfBest([a, b], "higher", repeat);
        expect(ofA + ofB).toBeCloseTo(1, 10);
        // A share of 9,999 draws has a standard error of 0.005 at most.
        expect(Math.abs(Math.min(ofA, ofB) - pairedTTest(a, b) / 2)).toBeLessThan(0.02);
      }
    }
  });

  test("the same method twice is a tie: both have the same share", () => {
    const [first, second, third] = probabilityOfBest(
      [
        [1, 2, 3.5],
        [1, 2, 3.5],
        [0, 2, 3],
      ],
      "higher",
      5,
    );
    expect(first).toBe(second);
    expect(third).toBeLessThan(first as number);
    expect(probabilityOfBest([three[0] ?? [], three[0] ?? []], "lower", 1)).toEqual([0.5, 0.5]);
  });

  test("one far ahead has nearly all, and lower may be better", () => {
    const higher = probabilityOfBest(three, "higher", 1);
    expect(higher[2]).toBeGreaterThan(0.99);
    const lower = probabilityOfBest(three, "lower", 1);
    expect(lower[2]).toBeLessThan(0.01);
    expect((lower[0] as number) + (lower[1] as number) + (lower[2] as number)).toBeCloseTo(1, 10);
  });

  test("repeats itself for the same seed", () => {
    expect(probabilityOfBest(three, "higher", 9)).toEqual(probabilityOfBest(three, "higher", 9));
    expect(probabilityOfBest(three, "lower", 9)).not.toEqual(probabilityOfBest(three, "lower", 10));
  });
});

describe("both refuse", () => {
  test.each([
    [[[1, 2]], "at least 2 methods, received 1"],
    [[[1, 2], [1]], "at least 2 values, received 1"],
    [
      [
        [1, 2],
        [1, 2, 3],
      ],
      "the same seeds of every method, received 2, 3 values",
    ],
    [
      [
        [1, 2],
        [1, Number.NaN],
      ],
      "received NaN at index 1",
    ],
  ])("%j", (bad, message) => {
    expect(() => rankIntervals(bad, "higher", 0.05)).toThrow(SampleError);
    expect(() => rankIntervals(bad, "higher", 0.05)).toThrow(message);
    expect(() => probabilityOfBest(bad, "higher", 1)).toThrow(message);
  });

  test("an alpha or a seed that is none", () => {
    expect(() => rankIntervals(three, "higher", 0)).toThrow("an alpha between 0 and 1, both excluded; received 0");
    expect(() => probabilityOfBest(three, "higher", 0.5)).toThrow("a whole number from 0 to 2^32 - 1, received 0.5");
  });
});
