import { expect, test } from "vitest";
import { median, medianInterval, SampleError } from "../src/index.ts";
import { normals } from "./normals.ts";

test("a median is the middle value, or the mean of the two in the middle", () => {
  expect(median([7])).toBe(7);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 100])).toBe(7);
  expect(() => median([])).toThrow(SampleError);
  expect(() => median([1, Number.NaN])).toThrow("received NaN at index 1");
});

test("its interval lies between values, by the binomial table", () => {
  // n = 10: P(B < 2) = 11 / 1024 = .0107, P(B < 3) = 56 / 1024 = .0547: the second and the ninth
  const ten = [10, 3, 8, 1, 9, 2, 7, 4, 6, 5];
  expect(medianInterval(ten, 0.95)).toEqual({ estimate: 5.5, low: 2, high: 9, confidence: 0.95, count: 10 });
  // n = 6: P(B < 1) = 1 / 64 = .0156, P(B < 2) = 7 / 64: the first and the last
  expect(medianInterval([6, 5, 4, 3, 2, 1], 0.95)).toMatchObject({ low: 1, high: 6, confidence: 0.95 });
  // n = 25: P(B < 8) = .0216, P(B < 9) = .0539: the eighth and the eighteenth
  const many = Array.from({ length: 25 }, (_, i) => i + 1);
  expect(medianInterval(many, 0.95)).toMatchObject({ estimate: 13, low: 8, high: 18 });
});

test("a few values give their range, with the confidence that it has", () => {
  expect(medianInterval([4, 2], 0.95)).toEqual({ estimate: 3, low: 2, high: 4, confidence: 0.5, count: 2 });
  expect(medianInterval([1, 2, 3, 4, 5], 0.95)).toMatchObject({ low: 1, high: 5, confidence: 1 - 2 / 32 });
});

test("thousands of values are no trouble: the interval is as wide as the normal approximation's", () => {
  const count = 5000;
  const { low, high } = medianInterval(
    Array.from({ length: count }, (_, i) => i),
    0.95,
  );
  // ranks n/2 -+ 1.96 sqrt(n) / 2
  expect(low).toBeCloseTo(count / 2 - 0.98 * Math.sqrt(count), -1);
  expect(high - low).toBeCloseTo(1.96 * Math.sqrt(count), -1);
});

test("it holds the median in at least 95 % of samples, skewed ones too", () => {
  const runs = 2000;
  const draw = normals(7);
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const { low, high } = medianInterval(
      Array.from({ length: 15 }, () => Math.exp(2 * draw())),
      0.95,
    );
    if (low <= 1 && 1 <= high) held += 1;
  }
  // the exact coverage for n = 15 is 1 - 2 * 576 / 32768 = .9648
  expect(held / runs).toBeGreaterThan(0.95);
  expect(held / runs).toBeLessThan(0.98);
});

test("what it cannot work with is refused", () => {
  expect(() => medianInterval([1], 0.95)).toThrow("needs at least 2 values, received 1");
  expect(() => medianInterval([1, 2], 1)).toThrow("confidence between 0 and 1");
  expect(() => medianInterval([1, Number.POSITIVE_INFINITY], 0.95)).toThrow(SampleError);
});
