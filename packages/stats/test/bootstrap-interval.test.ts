import { describe, expect, test } from "vitest";
import { bootstrapInterval, type Interval, SampleError, tInterval } from "../src/index.ts";
import { normals } from "./normals.ts";
import { fourErrors, sample, shareOf } from "./samples.ts";

const skewed = [1, 2, 3, 4, 10];

function intervalOf(values: readonly number[], confidence = 0.95, seed = 1): Interval {
  const interval = bootstrapInterval(values, confidence, seed);
  if (interval === null) throw new Error("no interval");
  return interval;
}

/** t* of all 5^5 = 3,125 resamples of five values, sorted. */
function enumerate(values: readonly number[]): number[] {
  const statistics = Array.from({ length: 3125 }, (_, code) => {
    const drawn = [1, 5, 25, 125, 625].map((place) => values[Math.floor(code / place) % 5] as number);
    const centre = drawn.reduce((sum, value) => sum + value) / 5;
    const squares = drawn.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    return (centre - 4) / Math.sqrt(squares / 4 / 5);
  });
  return statistics.sort((a, b) => a - b);
}

test("is what all resamples of five values give, but for the draw", () => {
  const exact = enumerate(skewed);
  const error = Math.sqrt(12.5 / 5);
  for (const confidence of [0.5, 0.8, 0.9]) {
    const { low, high } = intervalOf(skewed, confidence);
    const tail = (1 - confidence) / 2;
    // Shares of the 9,999 vary by 0.005 at most: each end lies between exact quantiles that far off, three times over.
    const quantile = (share: number) => exact[Math.floor(share * 3125)] as number;
    expect(low).toBeLessThan(4 - quantile(1 - tail - 0.015) * error + 1e-12);
    expect(low).toBeGreaterThan(4 - quantile(1 - tail + 0.015) * error - 1e-12);
    expect(high).toBeLessThan(4 - quantile(tail - 0.015) * error + 1e-12);
    expect(high).toBeGreaterThan(4 - quantile(tail + 0.015) * error - 1e-12);
  }
});

test("is skewed where the values are, and repeats itself", () => {
  const interval = intervalOf(skewed);
  expect(interval).toMatchObject({ estimate: 4, confidence: 0.95, count: 5 });
  expect(interval.high - 4).toBeGreaterThan(2 * (4 - interval.low));
  expect(intervalOf(skewed)).toEqual(interval);
  expect(intervalOf(skewed, 0.95, 2)).not.toEqual(interval);
});

test("moves and scales with its values", () => {
  const { low, high } = intervalOf(skewed);
  const moved = intervalOf(skewed.map((value) => 100 + 2 * value));
  expect(moved.low).toBeCloseTo(100 + 2 * low, 9);
  expect(moved.high).toBeCloseTo(100 + 2 * high, 9);
});

test("is wider for more confidence", () => {
  const [narrow, wide] = [intervalOf(skewed, 0.8), intervalOf(skewed, 0.95)];
  expect(wide.low).toBeLessThan(narrow.low);
  expect(wide.high).toBeGreaterThan(narrow.high);
});

test("with many values it is nearly the t interval", () => {
  const values = sample(200, normals(11));
  const [bootstrap, student] = [intervalOf(values), tInterval(values, 0.95)];
  expect(bootstrap.low).toBeCloseTo(student.low, 1);
  expect(bootstrap.high).toBeCloseTo(student.high, 1);
});

test("too few values, or too many alike, have none: resamples without spread reach further than the tail", () => {
  // Of three values 1 resample in 9 is one value three times: 1 in 27 lies on the lower side at least.
  expect(bootstrapInterval([1, 2, 4], 0.95, 1)).toBeNull();
  expect(bootstrapInterval([1, 2], 0.95, 1)).toBeNull();
  // Three of four alike: (3/4)^4 = 32 % of resamples.
  expect(bootstrapInterval([1, 1, 1, 2], 0.95, 1)).toBeNull();
  // Four different ones: 1 in 256 each, at most three on a side, 1.2 %.
  expect(bootstrapInterval([1, 2, 3, 5], 0.95, 1)).not.toBeNull();
  expect(bootstrapInterval([1, 2, 3, 5], 0.999, 1)).toBeNull();
});

test("equal values have no width, as a t interval has none", () => {
  expect(intervalOf([4, 4, 4])).toMatchObject({ estimate: 4, low: 4, high: 4 });
});

test("covers the mean of five normal values about as often as it says", () => {
  const draw = normals(23);
  const repeats = 200;
  const covered = shareOf(repeats, (repeat) => {
    const { low, high } = intervalOf(sample(5, draw), 0.9, repeat);
    return low < 0 && 0 < high;
  });
  expect(Math.abs(covered - 0.9)).toBeLessThan(fourErrors(0.9, repeats));
});

describe("refuses", () => {
  test.each([
    [[1], 0.95, 1, "a bootstrap interval needs at least 2 values, received 1"],
    [[1, Number.NaN], 0.95, 1, "received NaN at index 1"],
    [skewed, 1, 1, "a confidence between 0 and 1, both excluded; received 1"],
    [skewed, 0.9999, 1, "a confidence of at most 0.9998, received 0.9999"],
    [skewed, 0.95, 1.5, "a whole number from 0 to 2^32 - 1, received 1.5"],
    [skewed, 0.95, -1, "received -1"],
    [skewed, 0.95, 2 ** 32, "received 4294967296"],
  ])("%j at %d, seed %d", (values, confidence, seed, message) => {
    expect(() => bootstrapInterval(values, confidence, seed)).toThrow(SampleError);
    expect(() => bootstrapInterval(values, confidence, seed)).toThrow(message);
  });
});
