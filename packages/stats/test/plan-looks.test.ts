import { describe, expect, test } from "vitest";
import { planLooks, SampleError, tInterval } from "../src/index.ts";
import { normals } from "./normals.ts";
import { sample, shareOf } from "./samples.ts";

test("by hand: at 5 and 10 of 10 values a quarter of alpha is spent, then the rest", () => {
  const [first, second] = planLooks([5, 10], 0.05);
  expect(first).toMatchObject({ count: 5 });
  expect(first?.confidence).toBeCloseTo(1 - 0.0125, 12);
  expect(second?.confidence).toBeCloseTo(1 - 0.0375, 12);
});

test("one look spends all", () => {
  expect(planLooks([7], 0.01)).toEqual([{ count: 7, confidence: 0.99 }]);
});

test("what the looks spend adds up to alpha", () => {
  const looks = planLooks([3, 4, 5, 8, 12, 20], 0.1);
  expect(looks.reduce((sum, { confidence }) => sum + 1 - confidence, 0)).toBeCloseTo(0.1, 12);
});

describe("looking four times, at 4, 8, 12 and 16 pairs", () => {
  const counts = [4, 8, 12, 16];
  const repeats = 5_000;

  /** How often an interval excludes 0 at one look or another, and how many pairs that took. */
  function stop(confidences: readonly number[], effect: number, seed: number) {
    const draw = normals(seed);
    let used = 0;
    const stopped = shareOf(repeats, () => {
      const values = sample(16, () => effect + draw());
      const at = counts.findIndex((count, i) => {
        const { low, high } = tInterval(values.slice(0, count), confidences[i] as number);
        return low > 0 || high < 0;
      });
      used += counts[at] ?? 16;
      return at >= 0;
    });
    return { stopped, used: used / repeats };
  }

  const planned = planLooks(counts, 0.05).map(({ confidence }) => confidence);

  test("alarms in 3.8 % of cases where nothing differs: under 5 %; 95 % at every look would in more than 10 %", () => {
    const { stopped } = stop(planned, 0, 83);
    expect(stopped).toBeLessThan(0.05);
    expect(Math.abs(stopped - 0.038)).toBeLessThan(4 * Math.sqrt((0.038 * 0.962) / repeats));
    expect(stop([0.95, 0.95, 0.95, 0.95], 0, 83).stopped).toBeGreaterThan(0.1);
  });

  test("finds one deviation in 92 % of cases with 11.6 pairs on average; all 16 at once would in 96 %", () => {
    const { stopped, used } = stop(planned, 1, 89);
    expect(Math.abs(stopped - 0.92)).toBeLessThan(4 * Math.sqrt((0.92 * 0.08) / repeats));
    expect(used).toBeCloseTo(11.6, 0);
  });
});

test("refuses", () => {
  expect(() => planLooks([], 0.05)).toThrow("the first at least 2; received none");
  expect(() => planLooks([1, 2], 0.05)).toThrow("received 1, 2");
  expect(() => planLooks([4, 4], 0.05)).toThrow("received 4, 4");
  expect(() => planLooks([4, 6.5], 0.05)).toThrow(SampleError);
  expect(() => planLooks([4, 6], 1)).toThrow("an alpha between 0 and 1, both excluded; received 1");
});
