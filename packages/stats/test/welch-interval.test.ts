import { describe, expect, test } from "vitest";
import { mean, SampleError, standardDeviation, tInterval, welchInterval } from "../src/index.ts";
import { normals } from "./normals.ts";

const summaryOf = (values: readonly number[]) => ({
  mean: mean(values),
  deviation: standardDeviation(values),
  count: values.length,
});

test("by hand: deviations of 1 over 5 values each have 8 degrees of freedom, so 2 +- 2.306 sqrt(2 / 5)", () => {
  const interval = welchInterval({ mean: 7, deviation: 1, count: 5 }, { mean: 5, deviation: 1, count: 5 }, 0.95);
  expect(interval).toMatchObject({ estimate: 2, confidence: 0.95, count: 10 });
  expect(interval.high).toBeCloseTo(2 + 2.3060041 * Math.sqrt(2 / 5), 6);
  expect(interval.low).toBeCloseTo(2 - 2.3060041 * Math.sqrt(2 / 5), 6);
});

test("by hand: v = 1 and 1/3 have nu = (16/9) / (1/2 + 1/18) = 3.2 degrees of freedom", () => {
  // Of t(0.975, 3.2), between the printed 3.182 of 3 and 2.776 of 4 degrees.
  const { high } = welchInterval(
    { mean: 0, deviation: Math.sqrt(3), count: 3 },
    { mean: 0, deviation: 1, count: 3 },
    0.95,
  );
  const quantile = high / Math.sqrt(4 / 3);
  expect(quantile).toBeLessThan(3.182);
  expect(quantile).toBeGreaterThan(2.776);
  expect(quantile).toBeCloseTo(3.0728, 4);
});

test("beside a sample that hardly varies it is the t interval of the other", () => {
  const values = [91.2, 90.8, 91.5];
  const { low, high } = welchInterval(summaryOf(values), { mean: 90, deviation: 1e-9, count: 3 }, 0.95);
  const alone = tInterval(
    values.map((value) => value - 90),
    0.95,
  );
  expect(low).toBeCloseTo(alone.low, 6);
  expect(high).toBeCloseTo(alone.high, 6);
});

test("turned round, it changes its sign; without any spread it has no width", () => {
  const [a, b] = [summaryOf([1, 4, 2]), summaryOf([3, 3.5, 9, 4])];
  expect(welchInterval(b, a, 0.9).high).toBeCloseTo(-welchInterval(a, b, 0.9).low, 12);
  const still = { mean: 4, deviation: 0, count: 2 };
  expect(welchInterval(still, { ...still, mean: 3 }, 0.95)).toMatchObject({ estimate: 1, low: 1, high: 1 });
});

test("covers a difference of means about as often as it says, with three values a side and unequal spread", () => {
  const repeats = 20_000;
  const draw = normals(7);
  let covered = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const a = Array.from({ length: 3 }, () => 5 + 2 * draw());
    const b = Array.from({ length: 3 }, () => 4 + 0.5 * draw());
    const { low, high } = welchInterval(summaryOf(a), summaryOf(b), 0.95);
    if (low < 1 && 1 < high) covered += 1;
  }
  // Welch's approximation holds to about a point and a half with so few values.
  expect(Math.abs(covered / repeats - 0.95)).toBeLessThan(0.015);
});

describe("refuses", () => {
  const fine = { mean: 1, deviation: 1, count: 3 };

  test.each([
    [{ ...fine, count: 1 }, "at least 2 values on each side, received 1"],
    [{ ...fine, count: 2.5 }, "at least 2 values on each side, received 2.5"],
    [{ ...fine, deviation: -1 }, "received 1 and -1"],
    [{ ...fine, mean: Number.NaN }, "received NaN and 1"],
  ])("%j on either side", (bad, message) => {
    expect(() => welchInterval(bad, fine, 0.95)).toThrow(SampleError);
    expect(() => welchInterval(bad, fine, 0.95)).toThrow(message);
    expect(() => welchInterval(fine, bad, 0.95)).toThrow(message);
  });

  test("a confidence outside (0, 1)", () => {
    expect(() => welchInterval(fine, fine, 1)).toThrow("between 0 and 1, both excluded; received 1");
  });
});
