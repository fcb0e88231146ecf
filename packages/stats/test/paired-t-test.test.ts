import { describe, expect, test } from "vitest";
import { pairedDifference, pairedTTest, SampleError } from "../src/index.ts";
import { normals } from "./normals.ts";
import { fourErrors, sample, shareOf } from "./samples.ts";

test("by hand: differences 1, 2, 3 have t = 2 sqrt(3); with 2 degrees of freedom p = 1 - t / sqrt(2 + t^2)", () => {
  expect(pairedTTest([11, 22, 33], [10, 20, 30])).toBeCloseTo(1 - Math.sqrt(12 / 14), 12);
  expect(pairedTTest([10, 20, 30], [11, 22, 33])).toBeCloseTo(1 - Math.sqrt(12 / 14), 12);
});

test("Student's own data, hours of sleep by two drugs: t = -4.0621 with 9 degrees of freedom, p = 0.002833", () => {
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  expect(pairedTTest(first, second)).toBeCloseTo(0.002833, 6);
});

test("is under alpha where the interval at 1 - alpha excludes 0", () => {
  const draw = normals(31);
  for (let repeat = 0; repeat < 500; repeat++) {
    const [a, b] = [sample(4, () => 1 + draw()), sample(4, draw)];
    const { low, high } = pairedDifference(a, b, 0.9);
    expect(pairedTTest(a, b) < 0.1).toBe(low > 0 || high < 0);
  }
});

test("equal differences show nothing, also where their doubles differ in the last bits", () => {
  expect(91.23 - 91.13).not.toBe(90.1 - 90);
  expect(pairedTTest([91.23, 90.1], [91.13, 90])).toBe(1);
  expect(pairedTTest([1, 2, 3], [1, 2, 3])).toBe(1);
  const { low, high } = pairedDifference([91.23, 90.1, 55.55], [91.13, 90, 55.45], 0.95);
  expect(low).toBe(high);
  expect(low).toBeCloseTo(0.1, 10);
});

test("alarms in 5 % of cases where nothing differs", () => {
  const draw = normals(37);
  const repeats = 20_000;
  const alarms = shareOf(repeats, () => pairedTTest(sample(5, draw), sample(5, draw)) < 0.05);
  expect(Math.abs(alarms - 0.05)).toBeLessThan(fourErrors(0.05, repeats));
});

describe("refuses", () => {
  test.each([
    [[1, 2, 3], [1, 2], "a paired t test needs as many values on both sides, received 3 and 2"],
    [[1], [2], "needs at least 2 values, received 1"],
    [[1, 2], [1, Number.NaN], "received NaN at index 1"],
  ])("%j and %j", (a, b, message) => {
    expect(() => pairedTTest(a, b)).toThrow(SampleError);
    expect(() => pairedTTest(a, b)).toThrow(message);
  });
});
