import { describe, expect, test } from "vitest";
import { describeDifferences, type FoundFigure } from "../src/view/difference.ts";

const figure = (seeds: Record<string, [number, string]>, fingerprint = "f1"): FoundFigure => ({
  ...{ text: "", unit: "%", fingerprint, seeds },
});
const base = figure({ 0: [90, "a"], 1: [91, "b"], 2: [95, "c"] });
const describeOne = (before: FoundFigure | undefined, after: FoundFigure | undefined) =>
  describeDifferences([{ base: before, head: after }], 0.95)[0];

describe("the difference of two commits", () => {
  test("is paired by seed, with Student's interval", () => {
    const head = figure({ 0: [91, "d"], 1: [93, "e"], 2: [98, "f"] });
    // Differences 1, 2, 3: mean 2, s = 1, half of the interval 4.3027 / sqrt(3) = 2.48; t = 2 sqrt(3), and with two degrees
    // of freedom p = 1 - t / sqrt(t^2 + 2) = 1 - sqrt(12 / 14) = 0.0742.
    expect(describeOne(base, head)).toEqual({ text: "+2.00\u00a0pp \u00b1\u00a02.48", q: "0.074", shown: false });
    const further = figure({ 0: [96, "d"], 1: [98, "e"], 2: [103, "f"] });
    expect(describeOne(base, further)).toEqual({ text: "+7.00\u00a0pp \u00b1\u00a02.48", q: "0.007", shown: true });
  });

  test("is held to all rows: with 19 others that changed nothing it must show ten times and more as clearly", () => {
    const head = figure({ 0: [96, "d"], 1: [98, "e"], 2: [103, "f"] });
    const same = figure({ 0: [91, "d"], 1: [90, "e"], 2: [95, "f"] });
    const rows = describeDifferences(
      [{ base, head }, { base, head: undefined }, ...Array.from({ length: 19 }, () => ({ base, head: same }))],
      0.95,
    );
    // p = 1 - sqrt(147 / 149) = 0.00674, times 20 rows that have one; 1, -1, 0 have a mean of 0 and p = 1.
    expect(rows[0]).toMatchObject({ q: "0.135", shown: false });
    expect(rows[1]).toEqual({ text: "not covered", q: "", shown: false });
    expect(rows[2]).toMatchObject({ q: "1.000", shown: false });
  });

  test("that all seeds show alike has no spread to go by", () => {
    const head = figure({ 0: [91, "d"], 1: [92, "e"], 2: [96, "f"] });
    expect(describeOne(base, head)).toEqual({ text: "+1.00\u00a0pp \u00b1\u00a00.00", q: "1.000", shown: false });
  });

  test("equal weights are bit-identical, whatever else differs", () => {
    const [before, after] = [figure({ 0: [90, "a"] }), figure({ 0: [90, "a"], 1: [91, "b"] })];
    expect(describeOne(before, after)).toEqual({ text: "bit-identical", q: "", shown: false });
  });

  test("says why there is none", () => {
    const some = figure({ 0: [90, "a"] });
    const textOf = (...sides: Parameters<typeof describeOne>) => describeOne(...sides)?.text;
    expect(textOf(undefined, some)).toBe("new");
    expect(textOf(some, undefined)).toBe("not covered");
    expect(textOf(some, figure({ 0: [91, "b"] }, "f2"))).toMatch(/^not comparable/);
    expect(textOf(some, figure({ 1: [91, "b"] }))).toBe("no seed completed in both");
    expect(textOf(some, figure({ 0: [91, "b"] }))).toBe("+1.00\u00a0pp, one seed");
  });

  test("of no rows are none", () => {
    expect(describeDifferences([], 0.95)).toEqual([]);
  });
});
