import { describe, expect, test } from "vitest";
import { mean, standardDeviation } from "../src/index.ts";

describe("mean", () => {
  test("by hand", () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(mean([-1.5])).toBe(-1.5);
  });

  test.each([
    [[], "a mean needs at least 1 value, received 0"],
    [[1, Number.NaN], "a mean needs finite values, received NaN at index 1"],
    [[Number.POSITIVE_INFINITY], "a mean needs finite values, received Infinity at index 0"],
  ])("refuses %j", (values, message) => {
    expect(() => mean(values)).toThrow(message);
  });
});

describe("standard deviation", () => {
  test("by hand: squares 9, 1, 1, 1, 0, 0, 4, 16 around 5 sum to 32, over 7", () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 14);
  });

  test("keeps its digits where values are large against their spread", () => {
    expect(standardDeviation([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBeCloseTo(Math.sqrt(30), 12);
  });

  test.each([
    [[3], "a standard deviation needs at least 2 values, received 1"],
    [[3, Number.NEGATIVE_INFINITY], "a standard deviation needs finite values, received -Infinity at index 1"],
  ])("refuses %j", (values, message) => {
    expect(() => standardDeviation(values)).toThrow(message);
  });
});
