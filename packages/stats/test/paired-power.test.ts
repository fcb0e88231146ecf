import { describe, expect, test } from "vitest";
import { minimumDetectableEffect, pairedPower, pairedTTest, SampleError } from "../src/index.ts";
import { normals } from "./normals.ts";
import { fourErrors, sample, shareOf } from "./samples.ts";

const design = (count: number, alpha = 0.05) => ({ count, deviation: 1, alpha });

/** [pairs, effect in deviations, alpha, power by scipy 1.17: nct.sf(t) + nct.cdf(-t)]. */
const reference: [number, number, number, number][] = [
  [2, 10, 0.05, 0.7328195898057],
  [5, 1, 0.05, 0.4013899173718],
  [5, 2, 0.05, 0.9088848681009],
  [10, 1, 0.05, 0.8030968566327],
  [20, 0.5, 0.05, 0.564504418439],
  [100, 0.3, 0.01, 0.6457392841864],
  [1000, 0.1, 0.05, 0.8847890988907],
];

test.each(reference)("%d pairs, %d deviations, alpha %d: power %d", (count, effect, alpha, power) => {
  expect(pairedPower(design(count, alpha), effect)).toBeCloseTo(power, 7);
  expect(pairedPower(design(count, alpha), -effect)).toBeCloseTo(power, 7);
});

test("without an effect it is alpha", () => {
  for (const count of [2, 3, 10, 200]) expect(pairedPower(design(count, 0.01), 0)).toBeCloseTo(0.01, 7);
});

test("by hand: two pairs have X = Z^2, so P(|Y| < |Z + d| / t) is 1 - 2 atan(t) / pi at d = 0, and 1 far out", () => {
  const alpha = 1 - (2 * Math.atan(3)) / Math.PI;
  expect(pairedPower(design(2, alpha), 0)).toBeCloseTo(alpha, 7);
  expect(pairedPower(design(2, 0.001), 3000)).toBeCloseTo(1, 5);
});

test("depends on the effect in deviations alone", () => {
  expect(pairedPower({ count: 5, deviation: 0.4, alpha: 0.05 }, 0.8)).toBeCloseTo(pairedPower(design(5), 2), 12);
});

test("the smallest effect that is found has just that power, down to two pairs", () => {
  for (const [count, power] of [
    [2, 0.8],
    [3, 0.95],
    [5, 0.9],
    [30, 0.8],
  ] as const) {
    const setting = { count, deviation: 0.25, alpha: 0.05 };
    expect(pairedPower(setting, minimumDetectableEffect(setting, power))).toBeCloseTo(power, 7);
  }
  // What three and five seeds see with power 0.8: 3.26 and 1.68 deviations.
  expect(minimumDetectableEffect(design(3), 0.8)).toBeCloseTo(3.264, 3);
  expect(minimumDetectableEffect(design(5), 0.8)).toBeCloseTo(1.682, 3);
});

test("is the share of samples in which the test finds it", () => {
  const draw = normals(47);
  const repeats = 5_000;
  const power = pairedPower(design(5), 1.5);
  const found = shareOf(repeats, () => {
    const differences = sample(5, () => 1.5 + draw());
    return pairedTTest(differences, [0, 0, 0, 0, 0]) < 0.05;
  });
  expect(Math.abs(found - power)).toBeLessThan(fourErrors(power, repeats));
});

describe("refuses", () => {
  test.each([
    [design(1), "at least 2 pairs, a whole number; received 1"],
    [design(2.5), "received 2.5"],
    [{ ...design(3), deviation: 0 }, "a finite standard deviation above 0, received 0"],
    [{ ...design(3), deviation: Number.POSITIVE_INFINITY }, "received Infinity"],
    [design(3, 5), "an alpha between 0 and 1, both excluded; received 5"],
  ])("%j", (bad, message) => {
    expect(() => pairedPower(bad, 1)).toThrow(SampleError);
    expect(() => pairedPower(bad, 1)).toThrow(message);
    expect(() => minimumDetectableEffect(bad, 0.8)).toThrow(message);
  });

  test("an effect or a power that is none", () => {
    expect(() => pairedPower(design(3), Number.NaN)).toThrow("a finite effect, received NaN");
    expect(() => minimumDetectableEffect(design(3), 1)).toThrow("a power between 0 and 1, both excluded; received 1");
    expect(() => minimumDetectableEffect(design(3), 0.05)).toThrow("a power above alpha, 0.05; received 0.05");
  });
});
