import { describe, expect, test } from "vitest";
import { benjaminiHochberg, holm, SampleError } from "../src/index.ts";
import { meanAbove } from "../src/mean-above.ts";
import { normals } from "./normals.ts";
import { sample, shareOf } from "./samples.ts";

/** Fifteen p values of one trial, as Benjamini and Hochberg print them (1995, their example). */
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];

describe("Holm", () => {
  test("by hand: .01, .02, .03, .04 of four become .04, .06, .06, .06", () => {
    const adjusted = holm([0.03, 0.01, 0.04, 0.02]);
    for (const [i, value] of [0.06, 0.04, 0.06, 0.06].entries()) expect(adjusted[i]).toBeCloseTo(value, 14);
  });

  test("of the published fifteen it shows three at 5 %", () => {
    expect(holm(published).filter((value) => value <= 0.05)).toHaveLength(3);
  });

  test("one alone stays as it is, none give none, and 1 is the most", () => {
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
  });

  test("errs in at most 5 % of families, with four true hypotheses of five that share a reference", () => {
    const draw = normals(41);
    const repeats = 4_000;
    let found = 0;
    const wrong = shareOf(repeats, () => {
      const reference = sample(6, draw);
      const gains = [4, 0, 0, 0, 0].map((effect) => reference.map((value) => effect + draw() - value));
      const shown = holm(gains.map((values) => meanAbove(values, 0))).map((value) => value <= 0.05);
      if (shown[0]) found += 1;
      return shown.slice(1).includes(true);
    });
    expect(wrong).toBeLessThan(0.05);
    expect(wrong).toBeGreaterThan(0.02);
    expect(found / repeats).toBeGreaterThan(0.9);
  });
});

describe("Benjamini and Hochberg", () => {
  test("by hand: .01, .02, .03, .5 of four become .04, .04, .04, .5", () => {
    const adjusted = benjaminiHochberg([0.03, 0.5, 0.01, 0.02]);
    for (const [i, value] of [0.04, 0.5, 0.04, 0.04].entries()) expect(adjusted[i]).toBeCloseTo(value, 14);
  });

  test("of the published fifteen it shows four at 5 %, as published", () => {
    expect(benjaminiHochberg(published).filter((value) => value <= 0.05)).toHaveLength(4);
  });

  test("is never above Holm's", () => {
    const stricter = holm(published);
    benjaminiHochberg(published).forEach((value, i) => {
      expect(value).toBeLessThanOrEqual(stricter[i] as number);
    });
  });

  test("of 20 hypotheses, half of them true, 2.5 % of what it shows at q = 5 % is wrong", () => {
    const draw = normals(43);
    const repeats = 2_000;
    let [wrongShare, found] = [0, 0];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const effects = Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 2));
      const p = effects.map((effect) =>
        meanAbove(
          sample(6, () => effect + draw()),
          0,
        ),
      );
      const shown = benjaminiHochberg(p).map((value) => value <= 0.05);
      const wrong = shown.slice(0, 10).filter(Boolean).length;
      const right = shown.slice(10).filter(Boolean).length;
      wrongShare += wrong / Math.max(1, wrong + right);
      found += right / 10;
    }
    // The rate is q times the share of true hypotheses; the share that is wrong varies by less than 0.06 a time.
    expect(Math.abs(wrongShare / repeats - 0.025)).toBeLessThan((4 * 0.06) / Math.sqrt(repeats));
    expect(found / repeats).toBeGreaterThan(0.9);
  });
});

test.each([[[0.1, 1.2]], [[0.1, -0.1]], [[0.1, Number.NaN]]])("both refuse %j", (bad) => {
  for (const procedure of [holm, benjaminiHochberg]) {
    expect(() => procedure(bad)).toThrow(SampleError);
    expect(() => procedure(bad)).toThrow(`needs p values from 0 to 1, received ${bad[1]} at index 1`);
  }
});
