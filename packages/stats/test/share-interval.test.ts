import { describe, expect, test } from "vitest";
import { SampleError, shareInterval } from "../src/index.ts";
import { uniforms } from "./normals.ts";
import { shareOf } from "./samples.ts";

test("by hand: none of 10 may be as many as 1 - 0.025^(1/10)", () => {
  expect(shareInterval(0, 10, 0.95)).toMatchObject({ estimate: 0, low: 0, count: 10, confidence: 0.95 });
  expect(shareInterval(0, 10, 0.95).high).toBeCloseTo(1 - 0.025 ** 0.1, 10);
});

test("all of 3 may be as few as 0.05^(1/3), at 90 %", () => {
  expect(shareInterval(3, 3, 0.9)).toMatchObject({ estimate: 1, high: 1 });
  expect(shareInterval(3, 3, 0.9).low).toBeCloseTo(0.05 ** (1 / 3), 10);
});

test("at each end as many, or as few, would be counted in 2.5 % of cases: sums of the binomial distribution", () => {
  const { low, high } = shareInterval(7, 20, 0.95);
  expect(atLeast(7, 20, low)).toBeCloseTo(0.025, 8);
  expect(1 - atLeast(8, 20, high)).toBeCloseTo(0.025, 8);
});

test("what did not hold has the mirrored interval", () => {
  const [held, not] = [shareInterval(4, 31, 0.8), shareInterval(27, 31, 0.8)];
  expect(held.low).toBeCloseTo(1 - not.high, 10);
  expect(held.high).toBeCloseTo(1 - not.low, 10);
});

test("holds a share of 5 % among 40 in at least 95 % of samples", () => {
  const uniform = uniforms(11);
  const covered = shareOf(5_000, () => {
    const held = Array.from({ length: 40 }, uniform).filter((value) => value < 0.05).length;
    const { low, high } = shareInterval(held, 40, 0.95);
    return low <= 0.05 && 0.05 <= high;
  });
  expect(covered).toBeGreaterThanOrEqual(0.95);
});

describe("refuses", () => {
  test.each([
    [-1, 10, 0.95, "received -1 of 10"],
    [11, 10, 0.95, "received 11 of 10"],
    [1.5, 10, 0.95, "received 1.5 of 10"],
    [0, 0, 0.95, "received 0 of 0"],
    [1, 10, 1, "a confidence between 0 and 1"],
  ])("%d of %d at %d", (held, count, confidence, message) => {
    expect(() => shareInterval(held, count, confidence)).toThrow(SampleError);
    expect(() => shareInterval(held, count, confidence)).toThrow(message);
  });
});

/** P(X >= held) of a binomial X. */
function atLeast(held: number, count: number, share: number): number {
  let [term, sum] = [(1 - share) ** count, 0];
  for (let i = 0; i <= count; i++) {
    if (i >= held) sum += term;
    term *= ((count - i) / (i + 1)) * (share / (1 - share));
  }
  return sum;
}
