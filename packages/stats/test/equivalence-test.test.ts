import { describe, expect, test } from "vitest";
import { equivalenceTest, pairedDifference, SampleError } from "../src/index.ts";
import { normals } from "./normals.ts";
import { fourErrors, sample, shareOf } from "./samples.ts";

test("by hand: differences -1, 0, 1 within 4: t = 4 sqrt(3), p = (1 - t / sqrt(2 + t^2)) / 2", () => {
  const { p, interval, equivalent } = equivalenceTest([9, 20, 31], [10, 20, 30], 4, 0.05);
  expect(p).toBeCloseTo((1 - Math.sqrt(48 / 50)) / 2, 12);
  expect(equivalent).toBe(true);
  expect(interval).toEqual(pairedDifference([9, 20, 31], [10, 20, 30], 0.9));
});

test("the same as an interval within the margin, whichever side is nearer", () => {
  const draw = normals(53);
  for (let repeat = 0; repeat < 500; repeat++) {
    const [a, b] = [sample(4, () => draw() / 2), sample(4, () => draw() / 2)];
    const { interval, equivalent, p } = equivalenceTest(a, b, 1, 0.1);
    expect(equivalent).toBe(interval.low > -1 && interval.high < 1);
    expect(equivalenceTest(b, a, 1, 0.1).p).toBeCloseTo(p, 12);
  }
});

test("a difference that is not shown is not an equivalence: far and noisy ones are neither", () => {
  expect(equivalenceTest([5, -3, 4, -2], [0, 0, 0, 0], 1, 0.05)).toMatchObject({ equivalent: false });
});

test("equal differences show no spread to go by", () => {
  expect(equivalenceTest([1, 2, 3], [1, 2, 3], 0.5, 0.05)).toMatchObject({ p: 1, equivalent: false });
});

test("calls two that differ by the margin equivalent in 5 % of cases, and equal ones in nearly all", () => {
  const draw = normals(59);
  const repeats = 5_000;
  const verdict = (effect: number) => () => {
    const a = sample(8, () => effect + 0.2 * draw());
    return equivalenceTest(a, [0, 0, 0, 0, 0, 0, 0, 0], 0.5, 0.05).equivalent;
  };
  const wrong = shareOf(repeats, verdict(0.5));
  expect(Math.abs(wrong - 0.05)).toBeLessThan(fourErrors(0.05, repeats));
  expect(shareOf(repeats, verdict(0))).toBeGreaterThan(0.99);
});

describe("refuses", () => {
  test.each([
    [[1, 2], 0, 0.05, "a finite margin above 0, received 0"],
    [[1, 2], Number.NaN, 0.05, "received NaN"],
    [[1, 2], 1, 0.5, "an alpha between 0 and 0.5, both excluded; received 0.5"],
    [[1], 1, 0.05, "as many values on both sides, received 1 and 2"],
  ])("%j within %d at %d", (a, margin, alpha, message) => {
    expect(() => equivalenceTest(a, [1, 3], margin, alpha)).toThrow(SampleError);
    expect(() => equivalenceTest(a, [1, 3], margin, alpha)).toThrow(message);
  });
});
