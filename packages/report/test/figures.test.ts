import { expect, test } from "vitest";
import { viewModel } from "../src/index.ts";
import * as make from "./records.ts";
import { makeSample, sampleWith } from "./sample.ts";

const [comparison] = viewModel(makeSample()).comparisons;

test("loss and validation have one small plot a precision, the reference in each", () => {
  const [loss, validation] = comparison?.curves ?? [];
  expect(loss?.title).toBe("Training loss");
  expect(validation?.title).toBe("Validation accuracy");
  expect(loss?.charts.map(({ title }) => title)).toEqual(["w1a32", "w1.58a32", "w2a32", "w4a32"]);
  expect(loss?.charts[0]?.series.map(({ name }) => name)).toEqual([
    "Float",
    "STE",
    "PARQ",
    "BinaryRelax",
    "ProxQuant",
    "Noise tempering",
    "TR scheduling",
  ]);
  // Of w4a32, PARQ failed, BinaryRelax timed out and TR scheduling has not run.
  expect(loss?.charts[3]?.series).toHaveLength(4);
  expect(new Set(loss?.charts.map(({ y }) => JSON.stringify(y))).size).toBe(1);
});

test("the axis fits the runs that completed", () => {
  const [, validation] = comparison?.curves ?? [];
  // The run that diverged stayed near 20 %, in w1a32.
  expect(validation?.charts[0]?.y.domain[0]).toBeGreaterThan(90);
  expect(validation?.note).toContain("fits the runs that completed");
  expect(validation?.charts[0]?.table?.rows.at(-1)?.values).toContain("19.8");
});

test("accuracy against bits places every run, and leaves a gap where none completed", () => {
  const chart = comparison?.scores[0]?.charts[0];
  expect(chart?.x.categories).toEqual(["w1a32", "w1.58a32", "w2a32", "w4a32"]);
  expect(chart?.rule).toEqual({ name: "Float (w32a32)", value: 98.97 });
  expect(chart?.series.find(({ name }) => name === "ProxQuant")?.points.map(([x]) => x)).toEqual([0, 2, 3]);
  expect(chart?.table?.rows.find(({ head }) => head === "ProxQuant")?.values).toEqual([
    "97.42\u00a0%",
    "\u2013",
    "98.31\u00a0%",
    "98.72\u00a0%",
  ]);
});

test("a method's own quantities are not drawn, but named with the method", () => {
  const { methods } = viewModel(makeSample());
  expect(methods.map(({ title, quantities }) => [title, quantities])).toEqual([
    ["Float", null],
    ["STE", null],
    ["PARQ", "inverse slope"],
    ["BinaryRelax", "lambda"],
    ["ProxQuant", null],
    ["Noise tempering", null],
    ["TR scheduling", "transition rate, target transition rate, step (rms)"],
  ]);
});

test("every chart has a table with the first and the last point, and says when it leaves points out", () => {
  const chart = comparison?.curves[0]?.charts[0];
  expect(chart?.table?.caption).toBe("Training loss, w1a32, 40 of 200 points (the records have all)");
  expect(chart?.table?.rows).toHaveLength(40);
  expect(chart?.table?.rows[0]?.head).toBe("2");
  expect(chart?.table?.rows.at(-1)?.head).toBe("400");
});

test("each seed is a line of its own", () => {
  const cells = [0, 1].map((seed) => {
    const cell = make.makeCell({ seed });
    return make.planned(cell, make.completed(cell, 98 + seed));
  });
  const [view] = viewModel(sampleWith({ cells })).comparisons;
  expect(view?.curves[0]?.charts[0]?.series.map(({ name }) => name)).toEqual(["STE, seed 0", "STE, seed 1"]);
  expect(view?.curves[0]?.legend).toEqual([{ name: "STE", swatch: "swatch-ste" }]);
  expect(view?.scores[0]?.charts[0]?.series[0]?.points).toEqual([
    [0, 98],
    [0, 99],
  ]);
});
