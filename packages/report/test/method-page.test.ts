import { describe, expect, test } from "vitest";
import { type MethodPageView, methodPages, type PlannedCell, type ReportInput } from "../src/index.ts";
import * as make from "./records.ts";
import { makeSample, sampleWith } from "./sample.ts";
import { bell, makeHistograms, makeLatentMap } from "./weights.ts";

function pageOf(method: string, input: ReportInput = makeSample()): MethodPageView {
  const page = methodPages(input).find((candidate) => candidate.method === method);
  if (page === undefined) throw new Error(`no page of ${method}`);
  return page;
}

/** What is drawn of the only variant, in the only comparison. */
function runsOf(page: MethodPageView) {
  const [runs] = page.comparisons[0]?.variants ?? [];
  if (runs === undefined) throw new Error("the page has no runs");
  return runs;
}

const alone = (variant: string, cells: readonly PlannedCell[], options = {}): ReportInput =>
  sampleWith({
    cells,
    methods: [{ variant, title: variant.toUpperCase(), summary: "It does.", options, start: "scratch" }],
  });

test("every method of the plan has a page, the reference and one without a package too", () => {
  const pages = methodPages(makeSample());
  expect(pages.map(({ file }) => file)).toEqual([
    "fp32.html",
    "ste.html",
    "parq.html",
    "binary-relax.html",
    "proxquant.html",
    "noise-tempering.html",
    "tr-scheduling.html",
  ]);
  expect(JSON.parse(JSON.stringify(pages))).toEqual(pages);
  expect(methodPages(makeSample())).toEqual(pages);
  const cell = make.makeCell({ variant: "gone/away" });
  const gone = pageOf("gone", sampleWith({ methods: [], cells: [make.planned(cell, make.failed(cell))] }));
  expect(gone).toMatchObject({ file: "gone.html", title: "gone", summary: null, paper: null, variants: [] });
});

test("has title, paper, summary and its variants, each with its options and its start", () => {
  const sample = makeSample();
  const ste = sample.methods.find(({ variant }) => variant === "ste");
  if (ste === undefined) throw new Error("the sample has no ste");
  const cell = make.makeCell({ variant: "ste/rounded" });
  const page = pageOf("ste", {
    ...sample,
    methods: [...sample.methods, { ...ste, variant: "ste/rounded", options: {}, start: "untrained" }],
    cells: [...sample.cells, make.planned(cell, null)],
  });
  expect(page).toMatchObject({ title: "STE", paper: { year: "2013", href: "https://arxiv.org/abs/1308.3432" } });
  expect(page.summary?.[0]?.text).toContain("The forward pass");
  expect(page.variants).toMatchObject([
    { variant: "ste", start: "from scratch", options: [{ name: "clips", value: "false" }] },
    { variant: "ste/rounded", start: "trains nothing: the float network as it is", options: [] },
  ]);
  expect(page.headline).toBe("5 planned cells: 4 completed, 1 not run yet.");
  expect(page.comparisons[0]?.variants.map(({ title, open }) => [title, open])).toEqual([
    ["STE", true],
    ["STE, rounded", false],
  ]);
  expect(pageOf("parq").variants[0]?.start).toBe("from the trained float network");
});

describe("accuracies", () => {
  test("stand among those of the others, with seeds; links lead to the suite's page and to the others'", () => {
    const cells = [3, 4].map((seed) => {
      const cell = make.makeCell({ seed });
      return make.planned(cell, make.completed(cell, 95 + seed));
    });
    const other = make.makeCell({ variant: "parq" });
    const page = pageOf("ste", sampleWith({ cells: [...cells, make.planned(other, make.failed(other))] }));
    const [ste, parq] = page.comparisons[0]?.accuracy.rows ?? [];
    expect(ste).toMatchObject({ title: "STE", own: true, page: null });
    expect(ste?.cells[0]).toMatchObject({ value: "98.50\u00a0%", seeds: "seed 3: 98.00\u00a0%, seed 4: 99.00\u00a0%" });
    expect(ste?.cells[0]?.href).toMatch(/^\.\.\/index\.html#cell-/);
    expect(parq).toMatchObject({ title: "PARQ", own: false, page: "parq.html" });
    expect(parq?.cells[0]).toMatchObject({ seeds: null, outcomes: [{ word: "failed" }] });
    expect(parq?.cells[0]?.outcomes[0]?.href).toMatch(/^\.\.\/index\.html#incomplete-/);
  });

  test("what of it did not complete is listed with its reason, and nothing of others", () => {
    expect(pageOf("parq").incomplete.map(({ cell, word }) => [cell, word])).toEqual([
      ["parq lenet5-mnist w4a32 seed 0", "failed"],
    ]);
  });
});

describe("the runs that are drawn", () => {
  test("are of the lowest seed that completed, which the page says", () => {
    const cells = [7, 5, 6].map((seed) => {
      const cell = make.makeCell({ seed });
      const curves = [{ name: "loss", points: [[seed, 1] as [number, number]] }];
      return make.planned(cell, seed === 5 ? make.failed(cell) : make.completed(cell, 98, { curves }));
    });
    const runs = runsOf(pageOf("ste", sampleWith({ cells })));
    expect(runs.notes[0]).toBe("Drawn is one run a precision, the lowest seed that completed: seed 6.");
    expect(runs.shared?.charts[0]?.series.map(({ name, points }) => [name, points])).toEqual([["w2a32", [[6, 1]]]]);
  });

  test("name their precisions where their seeds differ", () => {
    const low = make.makeCell({ precision: "w1a32", seed: 2 });
    const high = make.makeCell({ seed: 1 });
    const cells = [make.planned(low, make.completed(low, 97)), make.planned(high, make.completed(high, 98))];
    expect(runsOf(pageOf("ste", sampleWith({ cells }))).notes[0]).toContain("w1a32 seed 2, w2a32 seed 1");
  });

  test("say where a precision has none", () => {
    expect(runsOf(pageOf("parq")).notes).toContain("w4a32: no run completed (1 failed).");
  });

  test("of an older version have no histograms, and the page says so", () => {
    const runs = runsOf(pageOf("binary-relax"));
    expect(runs).toMatchObject({ maps: null, ridges: null });
    expect(runs.notes.at(-1)).toMatch(
      /^w1a32, w1\.58a32, w2a32: no histograms and no map\. The record was made before/,
    );
    expect(runs.own?.charts.map(({ title }) => title)).toEqual(["lambda"]);
  });

  test("without a grid have histograms and no map", () => {
    const cell = make.makeCell({ variant: "fp32", precision: "w32a32" });
    const record = make.completed(cell, 99, { histograms: makeHistograms(bell) });
    const runs = runsOf(pageOf("fp32", alone("fp32", [make.planned(cell, record)])));
    expect(runs.notes).toContain("w32a32: no map, for there is no grid, and every weight stays what it is.");
    expect(runs.maps).toBeNull();
    expect(runs.ridges?.isOne).toBe(true);
  });

  test("that trained nothing have no curves, one histogram and one map", () => {
    const cell = make.makeCell({ variant: "ptq" });
    const record = make.completed(cell, 60, {
      curves: [],
      steps: 0,
      histograms: makeHistograms(bell).slice(0, 1),
      latentMap: makeLatentMap(Math.sign).slice(-1),
    });
    const runs = runsOf(pageOf("ptq", alone("ptq", [make.planned(cell, record)])));
    expect(runs).toMatchObject({ own: null, shared: null });
    expect(runs.maps?.note).toContain("nothing trains");
    expect(runs.maps?.rows[0]?.charts.map(({ title }) => title)).toEqual(["exported"]);
    expect(runs.ridges?.charts[0]?.ridges.map(({ name }) => name)).toEqual(["0\u00a0%"]);
  });

  test("are none where none completed: the page has outcomes and reasons", () => {
    const [low, high] = [make.makeCell(), make.makeCell({ precision: "w4a32" })];
    const cells = [make.planned(low, make.failed(low)), make.planned(high, make.diverged(high))];
    const page = pageOf("ste", alone("ste", cells));
    expect(page.headline).toBe("2 planned cells: 1 failed, 1 diverged.");
    expect(page.comparisons[0]).toMatchObject({ scores: [], flatness: null });
    expect(runsOf(page)).toMatchObject({
      notes: ["w2a32: no run completed (1 failed).", "w4a32: no run completed (1 diverged)."],
      maps: null,
      ridges: null,
      own: null,
      shared: null,
    });
    expect(page.incomplete).toHaveLength(2);
  });
});

describe("flatness", () => {
  test("is a mean over runs, with what it is and the reference's", () => {
    const rise = (value: number) => ({ flatness: { radius: 0.2, rise: value, draws: 8, examples: 1_000 } });
    const float = make.makeCell({ variant: "fp32", precision: "w32a32" });
    const cells = [make.planned(float, make.completed(float, 99, rise(0.01)))];
    for (const [seed, value] of [0.02, 0.04].entries()) {
      const cell = make.makeCell({ seed });
      cells.push(make.planned(cell, make.completed(cell, 98, rise(value))));
    }
    const flatness = pageOf("ste", sampleWith({ cells })).comparisons[0]?.flatness;
    expect(flatness?.table).toMatchObject({
      columns: ["Variant", "w2a32"],
      rows: [{ head: "STE", values: ["0.03 (n\u00a0=\u00a02)"] }],
    });
    expect(flatness?.note).toContain(
      "by 20\u00a0% of its tensor's root mean square (8 draws, 1,000 training examples).",
    );
    expect(flatness?.note).toContain("Float (w32a32): 0.01.");
  });

  test("is left out where nobody measured it", () => {
    const cell = make.makeCell();
    const cells = [make.planned(cell, make.completed(cell, 98, { flatness: null }))];
    expect(pageOf("ste", sampleWith({ cells })).comparisons[0]?.flatness).toBeNull();
  });
});

describe("curves", () => {
  test("of a method are drawn with the value they are steered to, and with their unit", () => {
    const { own } = runsOf(pageOf("tr-scheduling"));
    expect(own?.charts.map(({ title, y }) => [title, y.label])).toEqual([
      ["transition rate", "transition rate"],
      ["step", "step (rms)"],
    ]);
    expect(own?.charts[0]?.series.map(({ name }) => name)).toEqual([
      "w1a32",
      "w1.58a32",
      "w1a32, target",
      "w1.58a32, target",
    ]);
    expect(own?.legend.map(({ name }) => name)).toEqual(own?.charts[0]?.series.map(({ name }) => name));
    expect(own?.note).toBeNull();
  });

  test("without a unit are said to be plain numbers, on a logarithmic axis where they span decades", () => {
    const { own } = runsOf(pageOf("binary-relax"));
    expect(own?.note).toBe("Plain numbers, without a unit.");
    // 1.02 ^ (39 * 3) = 10.1 at two bits, 4.7 and 7.4 at fewer: from 1 that is no factor of 30.
    expect(own?.charts[0]?.y.log).toBe(false);
    const cell = make.makeCell();
    const points = [[0, 0.001], [10, 0.1]] as [number, number][]; // biome-ignore format: two points
    const steep = make.completed(cell, 98, { curves: [{ name: "lambda", points }] });
    const page = pageOf("ste", sampleWith({ cells: [make.planned(cell, steep)] }));
    expect(runsOf(page).own?.charts[0]?.y).toEqual({ label: "lambda", log: true, domain: [0.001, 0.1] });
    expect(page.logarithmicRule).toContain("more than 30 times the smallest");
  });

  test("that every training has come apart from them, the long ones as means", () => {
    const { shared } = runsOf(pageOf("parq"));
    expect(shared?.charts.map(({ title, y }) => [title, y.label])).toEqual([
      ["Training loss", "loss"],
      ["Validation accuracy", "accuracy (%)"],
      ["Sign changes", "share of weights"],
      ["Distance to grid", "relative distance"],
    ]);
    // Signs change from none on: the axis does not go below.
    expect(shared?.charts[2]?.y.domain[0]).toBe(0);
    const cell = make.makeCell();
    const points = Array.from({ length: 80 }, (_, i): [number, number] => [i + 1, i]);
    const record = make.completed(cell, 98, { curves: [{ name: "loss", points }] });
    const [loss] = runsOf(pageOf("ste", sampleWith({ cells: [make.planned(cell, record)] }))).shared?.charts ?? [];
    // Means of two each: of 0 and 1 at step 2, of 78 and 79 at step 80.
    expect(loss?.series[0]?.points).toHaveLength(40);
    expect([loss?.series[0]?.points[0], loss?.series[0]?.points[39]]).toEqual([
      [2, 0.5],
      [80, 78.5],
    ]);
  });
});
