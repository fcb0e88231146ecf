import { describe, expect, test } from "vitest";
import { SampleError, standardDeviation, tInterval } from "../src/index.ts";
import { normals } from "./normals.ts";

/** Quantiles as printed in tables of Student's distribution, to three decimals: [n, confidence, t of n - 1]. */
const printed: [number, number, number][] = [
  [2, 0.95, 12.706],
  [3, 0.95, 4.303],
  [4, 0.99, 5.841],
  [5, 0.9, 2.132],
  [5, 0.95, 2.776],
  [5, 0.99, 4.604],
  [11, 0.95, 2.228],
  [31, 0.95, 2.042],
  [121, 0.95, 1.98],
];

test("by hand: 1, 2, 3, 4, 5 have s = sqrt(2.5), so 3 +- 2.776 sqrt(2.5 / 5)", () => {
  const interval = tInterval([1, 2, 3, 4, 5], 0.95);
  expect(interval).toMatchObject({ estimate: 3, confidence: 0.95, count: 5 });
  expect(interval.low).toBeCloseTo(3 - 2.7764451 * Math.SQRT1_2, 6);
  expect(interval.high).toBeCloseTo(3 + 2.7764451 * Math.SQRT1_2, 6);
});

test("two values: 0 and 2 have s = sqrt(2), so 1 +- 12.706", () => {
  expect(tInterval([0, 2], 0.95).high).toBeCloseTo(13.7062, 4);
});

test.each(printed)("n = %d at %d has the printed quantile %d", (count, confidence, quantile) => {
  const values = Array.from({ length: count }, (_, i) => i ** 2);
  const { low, high } = tInterval(values, confidence);
  expect((high - low) / 2 / (standardDeviation(values) / Math.sqrt(count))).toBeCloseTo(quantile, 3);
});

test("moves and scales with its values", () => {
  const values = [0.3, 0.7, 0.4, 0.9];
  const { low, high } = tInterval(values, 0.9);
  const moved = tInterval(
    values.map((value) => 10 - 2 * value),
    0.9,
  );
  expect(moved.low).toBeCloseTo(10 - 2 * high, 12);
  expect(moved.high).toBeCloseTo(10 - 2 * low, 12);
});

test("equal values have no width", () => {
  expect(tInterval([4, 4, 4], 0.95)).toMatchObject({ estimate: 4, low: 4, high: 4 });
});

test("a least deviation widens what spreads less, and nothing else", () => {
  const { low, high } = tInterval([4, 4, 4, 4, 4], 0.95, 0.5);
  expect((high - low) / 2).toBeCloseTo((2.7764451 * 0.5) / Math.sqrt(5), 6);
  expect(tInterval([1, 2, 3, 4, 5], 0.95, 1.5)).toEqual(tInterval([1, 2, 3, 4, 5], 0.95));
  expect(() => tInterval([1, 2], 0.95, -1)).toThrow("a finite least deviation from 0, received -1");
  expect(() => tInterval([1, 2], 0.95, Number.NaN)).toThrow(SampleError);
});

describe("covers the mean as often as it says, over 20,000 samples of a normal distribution", () => {
  const repeats = 20_000;

  test.each([
    [2, 0.95],
    [3, 0.9],
    [5, 0.95],
    [5, 0.5],
    [20, 0.99],
  ])("n = %d at %d", (count, confidence) => {
    const draw = normals(17 * count);
    let covered = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const { low, high } = tInterval(
        Array.from({ length: count }, () => 3 + 0.2 * draw()),
        confidence,
      );
      if (low < 3 && 3 < high) covered += 1;
    }
    // Four standard errors of a share: one honest seed in 16,000 lies outside. A normal quantile would cover 88 % at n = 5.
    const error = Math.sqrt((confidence * (1 - confidence)) / repeats);
    expect(Math.abs(covered / repeats - confidence)).toBeLessThan(4 * error);
  });
});

describe("refuses", () => {
  test.each([
    [[], 0.95, "a t interval needs at least 2 values, received 0"],
    [[7], 0.95, "a t interval needs at least 2 values, received 1"],
    [[7, Number.NaN], 0.95, "a t interval needs finite values, received NaN at index 1"],
    [[7, 8], 0, "a confidence between 0 and 1, both excluded; received 0"],
    [[7, 8], 1, "received 1"],
    [[7, 8], 95, "received 95"],
    [[7, 8], Number.NaN, "received NaN"],
  ])("%j at %d", (values, confidence, message) => {
    expect(() => tInterval(values, confidence)).toThrow(SampleError);
    expect(() => tInterval(values, confidence)).toThrow(message);
  });
});
