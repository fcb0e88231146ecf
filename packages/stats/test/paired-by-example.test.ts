import { describe, expect, test } from "vitest";
import { countPairs, mcNemarTest, type PairedCounts, pairedSharesInterval, SampleError } from "../src/index.ts";
import { uniforms } from "./normals.ts";
import { fourErrors, shareOf } from "./samples.ts";

const counts = (both: number, onlyA: number, onlyB: number, neither: number): PairedCounts => ({
  both,
  onlyA,
  onlyB,
  neither,
});

/**
 * Airway hyper-responsiveness before and after a transplantation (Bentur et al. 2009), as Fagerland et al. 2014 print
 * it.
 */
const airway = counts(1, 1, 7, 12);

test("counts examples on which both, one or none is right", () => {
  const a = [true, true, true, false, false, true];
  const b = [true, false, false, true, false, true];
  expect(countPairs(a, b)).toEqual(counts(2, 2, 1, 1));
  expect(() => countPairs([true], [true, false])).toThrow("the same examples on both sides: 1 and 2");
  expect(() => countPairs([], [])).toThrow(SampleError);
});

describe("McNemar's test", () => {
  test("by hand: 1 and 7 have p = 2 (1 + 8) / 2^8", () => {
    expect(mcNemarTest(airway)).toBeCloseTo(18 / 256, 14);
    expect(mcNemarTest(counts(1, 7, 1, 12))).toBeCloseTo(18 / 256, 14);
  });

  test("only examples on which they differ count", () => {
    expect(mcNemarTest(counts(900, 0, 6, 2))).toBeCloseTo(2 / 64, 14);
    expect(mcNemarTest(counts(5, 0, 0, 5))).toBe(1);
    expect(mcNemarTest(counts(5, 4, 4, 5))).toBe(1);
  });

  test("thousands are no trouble: 4,900 and 5,100, by scipy 1.17 (binom.cdf)", () => {
    expect(mcNemarTest(counts(0, 4900, 5100, 0))).toBeCloseTo(0.04658552770494645, 10);
  });

  test("alarms in at most 5 % of test sets where nothing differs, and finds a difference of 5 points", () => {
    const repeats = 4_000;
    const alarms = shareOf(
      repeats,
      drawing(300, 0.1, 0.1, (drawn) => mcNemarTest(drawn) < 0.05),
    );
    expect(alarms).toBeLessThan(0.05);
    expect(alarms).toBeGreaterThan(0.02);
    // (0.125 - 0.075) sqrt(1000 / 0.2) = 3.5 standard errors: 94 % beyond 1.96
    const found = shareOf(
      500,
      drawing(1000, 0.125, 0.075, (drawn) => mcNemarTest(drawn) < 0.05),
    );
    expect(found).toBeGreaterThan(0.88);
  });
});

describe("Tango's interval", () => {
  test("as published: -0.517 to -0.026 (Fagerland, Lydersen and Laake 2014, table V)", () => {
    const interval = pairedSharesInterval(airway, 0.95);
    expect(interval).toMatchObject({ estimate: -6 / 21, confidence: 0.95, count: 21 });
    expect(interval.low).toBeCloseTo(-0.517, 3);
    expect(interval.high).toBeCloseTo(-0.026, 3);
  });

  test("turned round, it changes its sign", () => {
    const [forth, back] = [pairedSharesInterval(airway, 0.9), pairedSharesInterval(counts(1, 7, 1, 12), 0.9)];
    expect(back.low).toBeCloseTo(-forth.high, 14);
    expect(back.high).toBeCloseTo(-forth.low, 14);
  });

  test("by hand: without a difference n D / (1 - D) = z^2, so D = z^2 / (n + z^2)", () => {
    const { low, high } = pairedSharesInterval(counts(50, 0, 0, 50), 0.95);
    expect(high).toBeCloseTo(1.959964 ** 2 / (100 + 1.959964 ** 2), 7);
    expect(low).toBe(-high);
  });

  test("ends where the shares do", () => {
    const { estimate, high } = pairedSharesInterval(counts(0, 10, 0, 0), 0.95);
    expect([estimate, high]).toEqual([1, 1]);
  });

  test("goes with McNemar's normal form: 0 is an end where (x - y)^2 / (x + y) = z^2", () => {
    // x = 60, y = 40: 4 = z^2
    const confidence = 0.9544997361036416;
    expect(pairedSharesInterval(counts(500, 60, 40, 400), confidence).low).toBeCloseTo(0, 8);
  });

  test("covers the difference about as often as it says, with few examples on which they differ too", () => {
    for (const [examples, onlyA, onlyB] of [
      [200, 0.06, 0.04],
      [1000, 0.05, 0.04],
    ] as const) {
      const repeats = 2_000;
      const truth = onlyA - onlyB;
      const covered = shareOf(
        repeats,
        drawing(examples, onlyA, onlyB, (drawn) => {
          const { low, high } = pairedSharesInterval(drawn, 0.95);
          return low < truth && truth < high;
        }),
      );
      expect(Math.abs(covered - 0.95)).toBeLessThan(fourErrors(0.95, repeats));
    }
  });
});

describe("both refuse", () => {
  test.each([
    [counts(1, -1, 2, 3), "needs whole counts of at least 0, received 1, -1, 2, 3"],
    [counts(1, 1.5, 2, 3), "received 1, 1.5, 2, 3"],
    [counts(0, 0, 0, 0), "needs at least 1 example, received 0"],
  ])("%j", (bad, message) => {
    expect(() => mcNemarTest(bad)).toThrow(message);
    expect(() => pairedSharesInterval(bad, 0.95)).toThrow(message);
    expect(() => mcNemarTest(bad)).toThrow(SampleError);
  });

  test("a confidence outside (0, 1)", () => {
    expect(() => pairedSharesInterval(airway, 1)).toThrow("between 0 and 1, both excluded; received 1");
  });
});

/** Whether something holds for a test set that is drawn anew at each call. */
function drawing(examples: number, onlyA: number, onlyB: number, holds: (counts: PairedCounts) => boolean) {
  const draw = uniforms(examples);
  return () => {
    const drawn = { both: 0, onlyA: 0, onlyB: 0, neither: 0 };
    for (let i = 0; i < examples; i++) {
      const value = draw();
      drawn[value < onlyA ? "onlyA" : value < onlyA + onlyB ? "onlyB" : "both"] += 1;
    }
    return holds(drawn);
  };
}
