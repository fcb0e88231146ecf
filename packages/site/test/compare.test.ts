import { describe, expect, test } from "vitest";
import { describeDifference } from "../src/view/compare-page.ts";

const figure = (seeds: Record<string, [number, string]>, fingerprint = "f1") => ({
  ...{ text: "", unit: "%", fingerprint, seeds },
});

describe("the difference of two commits", () => {
  test("is paired by seed, with Student's interval", () => {
    const base = figure({ 0: [90, "a"], 1: [91, "b"], 2: [95, "c"] });
    const head = figure({ 0: [91, "d"], 1: [93, "e"], 2: [98, "f"] });
    // Differences 1, 2, 3: mean 2, s = 1, half of the interval 4.3027 / sqrt(3) = 2.48.
    expect(describeDifference(base, head)).toBe("+2.00\u00a0pp \u00b1\u00a02.48");
    const further = figure({ 0: [96, "d"], 1: [98, "e"], 2: [103, "f"] });
    expect(describeDifference(base, further)).toBe("+7.00\u00a0pp \u00b1\u00a02.48, by more than chance");
  });

  test("equal weights are bit-identical, whatever else differs", () => {
    expect(describeDifference(figure({ 0: [90, "a"] }), figure({ 0: [90, "a"], 1: [91, "b"] }))).toBe("bit-identical");
  });

  test("says why there is none", () => {
    const some = figure({ 0: [90, "a"] });
    expect(describeDifference(undefined, some)).toBe("new");
    expect(describeDifference(some, undefined)).toBe("not covered");
    expect(describeDifference(some, figure({ 0: [91, "b"] }, "f2"))).toMatch(/^not comparable/);
    expect(describeDifference(some, figure({ 1: [91, "b"] }))).toBe("no seed completed in both");
    expect(describeDifference(some, figure({ 0: [91, "b"] }))).toBe("+1.00\u00a0pp, one seed");
  });
});
