import { expect, test } from "vitest";
import * as format from "../src/view/format.ts";
import { describePrecision, sortPrecisions } from "../src/view/precision.ts";
import { proseOf } from "../src/view/prose.ts";

test("numbers are written with real minus signs and few digits", () => {
  expect(format.formatCount(60_000)).toBe("60,000");
  expect(format.formatNumber(-0.031_254_9)).toBe("\u22120.03125");
  expect(format.formatNumber(1.234_56e-7)).toBe("1.235e-7");
  expect(format.formatMetric(97.806, "%")).toBe("97.81\u00a0%");
});

test("a mean stands with what it is sure to within, where that is known", () => {
  expect(format.formatMean(97.5, { low: 97.3, high: 97.7 }, "%")).toBe("97.50\u00a0% \u00b1\u00a00.20");
  expect(format.formatMean(97.5, null, "%")).toBe("97.50\u00a0%");
});

test("differences carry their sign; one that rounds to nothing carries neither", () => {
  expect(format.formatDifference(-1.156, "%")).toBe("\u22121.16\u00a0pp");
  expect(format.formatDifference(0.2, "%")).toBe("+0.20\u00a0pp");
  expect(format.formatDifference(-0.001, "%")).toBe("\u00b10.00\u00a0pp");
});

test("sizes, times and ratios", () => {
  expect(format.formatBytes(18_402)).toBe("18.4\u00a0kB");
  expect(format.formatSeconds(38.42)).toBe("38.4s");
  expect(format.formatSeconds(125.4)).toBe("2m 5s");
  expect(format.formatSeconds(0.25)).toBe("250ms");
  expect(format.formatRatio(14.76)).toBe("14.8\u00d7");
  expect(format.formatTime("2026-11-21T09:30:12.000Z")).toBe("2026-11-21 09:30 UTC");
});

test("precisions are ordered by bits, and those that are none come last", () => {
  const names = ["w4a32", "odd", "w32a32", "w1.58a32", "w2a8", "w2a4", "w1a32", "w2a4"];
  expect(sortPrecisions(names)).toEqual(["w1a32", "w1.58a32", "w2a4", "w2a8", "w4a32", "w32a32", "odd"]);
  expect(describePrecision("w1.58a32")).toBe("ternary weights");
  expect(describePrecision("w2a4")).toBe("2-bit weights, 4-bit activations");
  expect(describePrecision("w32a32")).toBe("float");
  expect(describePrecision("odd")).toBe("");
});

test("names between backticks are code in a sentence, and nothing else is", () => {
  expect(proseOf("`lsq` learns `s`, and more")).toEqual([
    { text: "lsq", code: true },
    { text: " learns ", code: false },
    { text: "s", code: true },
    { text: ", and more", code: false },
  ]);
  expect(proseOf("plain")).toEqual([{ text: "plain", code: false }]);
});

test("a spread has two digits, zeros too, so that those of one column have the same", () => {
  const texts = [0.3149, 2, 61.3, 123.4].map((spread) => format.formatSpread(spread, ""));
  expect(texts).toEqual(["\u00b1\u00a00.31", "\u00b1\u00a02.0", "\u00b1\u00a061", "\u00b1\u00a0120"]);
  expect(format.formatSpread(2, "%")).toBe("\u00b1\u00a02.00");
});
