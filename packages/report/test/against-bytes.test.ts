import { describe, expect, test } from "vitest";
import { viewModel } from "../src/index.ts";
import { frontOf } from "../src/view/front.ts";
import { scoreAxis } from "../src/view/score-axis.ts";
import * as make from "./records.ts";
import { makeSample, sampleWith } from "./sample.ts";
import { makeTasksSample } from "./tasks-sample.ts";

const higher = (score: number, than: number) => score > than;
const lower = (score: number, than: number) => score < than;
const priced = (...pairs: [number, number][]) => pairs.map(([bytes, score]) => ({ bytes, score }));

describe("what no other beats in both", () => {
  test("gets ever better from few bytes to many", () => {
    const points = priced([30, 97], [10, 90], [20, 95], [20, 96], [25, 94], [40, 97]);
    expect(frontOf(points, higher)).toEqual(priced([10, 90], [20, 96], [30, 97]));
  });

  test("is the lowest where less is better", () => {
    expect(frontOf(priced([10, 240], [20, 250], [20, 200], [30, 199], [40, 230]), lower)).toEqual(
      priced([10, 240], [20, 200], [30, 199]),
    );
  });

  test("is one of two that are equal, and all of one", () => {
    expect(frontOf(priced([10, 90], [10, 90]), higher)).toHaveLength(1);
    expect(frontOf(priced([10, 90]), higher)).toEqual(priced([10, 90]));
    expect(frontOf([], higher)).toEqual([]);
  });
});

function bytesOf(input = makeTasksSample(), task = 2) {
  const figure = viewModel(input).comparisons[task]?.scores.find(({ id }) => id.endsWith("-bytes"));
  const chart = figure?.charts[0];
  if (figure === undefined || chart === undefined) throw new Error("nothing is drawn against bytes");
  return { figure, chart };
}

describe("a score against bytes", () => {
  test("has one point a method and precision, float among them, with intervals over seeds", () => {
    const { chart } = bytesOf();
    expect(chart.series.map(({ name, points }) => [name, points.length])).toEqual([
      ["Float", 1],
      ["STE", 2],
      ["PARQ", 1],
      ["ProxQuant", 2],
    ]);
    // 272,474 parameters at 1 and 2 bits; 89.4, 89.71, 89.62 have the mean 89.577 and s = 0.1595.
    const ste = chart.series[1];
    expect(ste?.points.map(([bytes]) => bytes)).toEqual([34_059, 68_119]);
    expect(ste?.points[0]?.[1]).toBeCloseTo(89.5767, 4);
    expect(ste?.intervals[0]?.[2]).toBeCloseTo(89.5767 + (4.30265 * 0.15948) / Math.sqrt(3), 3);
    expect(chart.rule?.name).toBe("Float (w32a32)");
    expect(chart.rule?.value).toBeCloseTo(91.81, 6);
  });

  test("draws the front through the means, and names it in words and in the table", () => {
    const { chart, figure } = bytesOf();
    expect(chart.front.map(([bytes]) => bytes)).toEqual([34_059, 68_119, 1_089_896]);
    expect(chart.label).toContain("Beaten by no other in both: PARQ, w1a32; STE, w2a32; Float, w32a32.");
    expect(figure.note).toContain("by means alone");
    expect(chart.table?.rows.filter(({ values }) => values.at(-1) === "yes").map(({ head }) => head)).toEqual([
      "Float, w32a32",
      "STE, w2a32",
      "PARQ, w1a32",
    ]);
    expect(chart.table?.rows[1]).toEqual({
      head: "STE, w1a32",
      values: ["34.1\u00a0kB", "89.58\u00a0%", "\u00b1\u00a00.40", "n\u00a0=\u00a03", "no"],
    });
  });

  test("of perplexities falls along its front, on an axis that says so", () => {
    const { chart, figure } = bytesOf(undefined, 3);
    expect(figure.title).toBe("Perplexity against bytes");
    expect(chart.y.label).toBe("perplexity, lower is better");
    expect(chart.front.map(([, score]) => Math.round(score))).toEqual([229, 199, 181]);
  });

  test("says nothing of intervals where there is one seed, and nothing at all where nothing completed", () => {
    const { figure, chart } = bytesOf(makeSample(), 0);
    expect(figure.note).not.toContain("interval");
    expect(chart.series.flatMap(({ intervals }) => intervals)).toEqual([]);
    const cells = makeSample().cells.map((planned) => ({ ...planned, record: null }));
    expect(viewModel(sampleWith({ cells })).comparisons[0]?.scores).toEqual([]);
  });

  test("has no front of one point, and no float network that is not there", () => {
    const { chart, figure } = bytesOf(sampleWith({ cells: make.plan(["ste", "w2a32", 90, 91]) }), 0);
    expect(chart).toMatchObject({ front: [], rule: null });
    expect(figure.note).not.toContain("pale line");
  });
});

describe("the axis of scores", () => {
  const metric = { name: "accuracy", unit: "%", direction: "higher" } as const;

  test("holds values with room, and intervals as far as they do not flatten them", () => {
    const { domain, log } = scoreAxis(metric, [90, 92], [[89.5, 90.5], [80, 100]]); // biome-ignore format: two intervals
    // A span of 2: half of it beyond each end, and 8 % of it as room.
    expect(log).toBe(false);
    expect(domain[0]).toBeCloseTo(90 - 1 - 0.16, 10);
    expect(domain[1]).toBeCloseTo(92 + 1 + 0.16, 10);
    expect(scoreAxis(metric, [90, 92], [[89.5, 90.5]]).domain[0]).toBeCloseTo(89.5 - 0.16, 10);
  });

  test("is logarithmic where the largest is more than 30 times the smallest", () => {
    const { domain, log } = scoreAxis({ ...metric, name: "perplexity", unit: "", direction: "lower" }, [100, 10_000]);
    expect(log).toBe(true);
    expect(domain[0]).toBeLessThan(100);
    expect(domain[1]).toBeGreaterThan(10_000);
  });

  test("has room around a single value", () => {
    const [bottom, top] = scoreAxis(metric, [90]).domain;
    expect(bottom).toBeLessThan(90);
    expect(top).toBeGreaterThan(90);
  });
});
