import { describe, expect, test } from "vitest";
import { pairedDifference, SampleError, tInterval } from "../src/index.ts";
import { normals } from "./normals.ts";

test("by hand: differences 1, 2, 3 have s = 1, so 2 +- 4.3027 / sqrt(3)", () => {
  const interval = pairedDifference([11, 22, 33], [10, 20, 30], 0.95);
  expect(interval).toMatchObject({ estimate: 2, confidence: 0.95, count: 3 });
  expect(interval.low).toBeCloseTo(2 - 4.3026527 / Math.sqrt(3), 6);
  expect(interval.high).toBeCloseTo(2 + 4.3026527 / Math.sqrt(3), 6);
});

test("turned round, it changes its sign", () => {
  const [a, b] = [
    [0.91, 0.88, 0.93, 0.9],
    [0.9, 0.89, 0.9, 0.88],
  ];
  const forth = pairedDifference(a as number[], b as number[], 0.95);
  const back = pairedDifference(b as number[], a as number[], 0.95);
  expect(back.estimate).toBeCloseTo(-forth.estimate, 15);
  expect(back.low).toBeCloseTo(-forth.high, 15);
});

describe("where pairs share what seeds bring", () => {
  const repeats = 5_000;
  const difference = 0.5;
  const draw = normals(5);
  let covered = 0;
  let narrower = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const shared = Array.from({ length: 5 }, () => 10 * draw());
    const a = shared.map((value) => value + difference + draw());
    const b = shared.map((value) => value + draw());
    const paired = pairedDifference(a, b, 0.95);
    if (paired.low < difference && difference < paired.high) covered += 1;
    const alone = tInterval(a, 0.95);
    if (paired.high - paired.low < alone.high - alone.low) narrower += 1;
  }

  test("it covers the difference as often as it says", () => {
    expect(Math.abs(covered / repeats - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / repeats));
  });

  test("it is narrower than the interval of one side alone", () => {
    expect(narrower / repeats).toBeGreaterThan(0.99);
  });
});

describe("refuses", () => {
  test.each([
    [[1, 2, 3], [1, 2], "as many values on both sides, received 3 and 2"],
    [[1], [2], "a paired difference needs at least 2 values, received 1"],
    [[], [], "needs at least 2 values, received 0"],
    [[1, 2], [1, Number.NaN], "a paired difference needs finite values, received NaN at index 1"],
    [[Number.POSITIVE_INFINITY, 2], [Number.POSITIVE_INFINITY, 2], "received Infinity at index 0"],
  ])("%j and %j", (a, b, message) => {
    expect(() => pairedDifference(a, b, 0.95)).toThrow(SampleError);
    expect(() => pairedDifference(a, b, 0.95)).toThrow(message);
  });

  test("a confidence outside (0, 1)", () => {
    expect(() => pairedDifference([1, 2], [2, 4], 95)).toThrow("between 0 and 1");
  });
});
