import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { type PlannedCell, type ReportInput, renderReport, viewModel } from "../src/index.ts";
import * as make from "./records.ts";
import { makeSample } from "./sample.ts";
import { completedAt, makeTasksSample, published } from "./tasks-sample.ts";

const task = "resnet20-cifar10";

function comparisonOf(input: ReportInput) {
  const found = viewModel(input).comparisons.find(({ id }) => id.startsWith(task));
  if (found === undefined) throw new Error("the page has no such task");
  return found;
}

function publishedOf(input: ReportInput = makeTasksSample()) {
  const view = comparisonOf(input).published;
  if (view === null) throw new Error("nothing is published");
  return view;
}

/** The row of a method at one precision; a method's title stands in its first row only. */
function rowOf(title: string, precision: string, input?: ReportInput) {
  const rows = publishedOf(input).methods.find(([first]) => first?.heading?.title === title);
  const row = rows?.find((one) => one.precision === precision);
  if (row === undefined) throw new Error(`no row of ${title} at ${precision}`);
  return row;
}

/** The sample with other runs of PARQ at two bits, one a seed. */
function withRuns(...values: readonly (number | null)[]): ReportInput {
  const sample = makeTasksSample();
  const own = values.map((value, seed): PlannedCell => {
    const cell = make.makeCell({ task, variant: "parq", precision: "w2a32", seed, budget: 1 });
    return make.planned(cell, value === null ? make.diverged(cell) : completedAt(cell, value));
  });
  const others = sample.cells.filter(
    ({ cell }) => cell.task !== task || cell.variant !== "parq" || cell.precision !== "w2a32",
  );
  return { ...sample, cells: [...others, ...own] };
}

function changed(change: (planned: PlannedCell) => PlannedCell): ReportInput {
  const sample = makeTasksSample();
  return { ...sample, cells: sample.cells.map((planned) => (planned.cell.task === task ? change(planned) : planned)) };
}

describe("published figures", () => {
  test("stand in the comparisons whose cells they are about, and in no other", () => {
    expect(viewModel(makeTasksSample()).comparisons.map((view) => view.published !== null)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(viewModel(makeSample()).comparisons[0]?.published).toBeNull();
  });

  test("stand beside what is measured, a method's rows from few bits to many", () => {
    const { methods, caption } = publishedOf();
    expect(caption).toBe("Accuracy as measured here and as published");
    expect(methods.map((rows) => rows.map(({ heading, precision }) => [heading?.title ?? null, precision]))).toEqual([
      [["Float", "w32a32"]],
      [
        ["STE", "w1a32"],
        [null, "w2a32"],
      ],
      [
        ["PARQ", "w1a32"],
        [null, "w2a32"],
      ],
    ]);
    expect(methods[1]?.[0]?.heading?.span).toBe(2);
  });

  test("by hand: 90.42, 90.31, 90.69 against 90.48 of three runs with a deviation of 0.26, by Welch", () => {
    // Mean 90.4733, s = 0.19553: v = 0.012744 and 0.022533, nu = 0.035278^2 / (0.012744^2 / 2 + 0.022533^2 / 2) = 3.714.
    // t(0.975, 3.714) = 2.8628, so -0.0067 +- 2.8628 * 0.18782 = 0.5377.
    expect(rowOf("PARQ", "w1a32")).toMatchObject({
      measured: { value: "90.47\u00a0%", spread: "\u00b1\u00a00.20", count: "n\u00a0=\u00a03" },
      outcomes: [],
      published: { value: "90.48\u00a0%", spread: "\u00b1\u00a00.26", runs: "3 runs" },
      difference: { value: "\u22120.01\u00a0pp", interval: "\u22120.54\u00a0pp to +0.53\u00a0pp" },
      obstacle: null,
    });
  });

  test("without a spread are taken as exact, which the page says", () => {
    // 91.72, 91.9, 91.81: s = 0.09, so -0.01 +- 4.303 * 0.09 / sqrt(3) = 0.2236.
    expect(rowOf("Float", "w32a32")).toMatchObject({
      published: { value: "91.82\u00a0%", spread: null, runs: null },
      difference: { value: "\u22120.01\u00a0pp", interval: "\u22120.23\u00a0pp to +0.21\u00a0pp" },
    });
    expect(publishedOf().notes.join(" ")).toContain("taken as exact");
    const whole = makeTasksSample();
    const rest = published.filter(({ spread }) => spread !== undefined);
    const view = publishedOf({ ...whole, suite: { ...whole.suite, published: rest } });
    expect(view.notes.join(" ")).not.toContain("taken as exact");
  });

  test("have their source, with the paper's address where it is on arXiv", () => {
    expect(rowOf("STE", "w1a32").source).toEqual({
      name: "Jin et al. 2025, PARQ",
      where: "table 1",
      reported: null,
      arxiv: "2503.15748",
      href: "https://arxiv.org/abs/2503.15748",
    });
  });

  test("keep the digits that the paper gives", () => {
    const sample = makeTasksSample();
    const [first] = published;
    if (first === undefined) throw new Error("the sample publishes nothing");
    const suite = { ...sample.suite, published: [{ ...first, value: 91.8, spread: 0.1234, runs: 4 }] };
    expect(rowOf("Float", "w32a32", { ...sample, suite }).published).toEqual({
      value: "91.8\u00a0%",
      spread: "\u00b1\u00a00.1234",
      runs: "4 runs",
    });
  });
});

describe("what is measured", () => {
  test("is not yet, where a cell has no record: the published figure stands all the same", () => {
    const row = rowOf("PARQ", "w2a32");
    expect(row).toMatchObject({
      measured: null,
      outcomes: [{ word: "not measured yet" }],
      published: { value: "91.71\u00a0%" },
      difference: null,
      obstacle: null,
    });
    const ids = viewModel(makeTasksSample()).incomplete.map(({ id }) => `#${id}`);
    expect(ids).toContain(row.outcomes[0]?.href);
  });

  test("of one seed has a difference and no interval; of several with one that diverged, it says both", () => {
    expect(rowOf("PARQ", "w2a32", withRuns(91.5))).toMatchObject({
      measured: { value: "91.50\u00a0%", spread: null, count: "n\u00a0=\u00a01" },
      difference: { value: "\u22120.21\u00a0pp", interval: null },
    });
    expect(rowOf("PARQ", "w2a32", withRuns(91.5, null, 91.6))).toMatchObject({
      measured: { count: "n\u00a0=\u00a02 of 3 seeds" },
      outcomes: [{ word: "1 diverged" }],
    });
    expect(rowOf("PARQ", "w2a32", withRuns(null, null))).toMatchObject({
      measured: null,
      outcomes: [{ word: "2 diverged" }],
      difference: null,
    });
  });

  test("on other files than the published ones has no difference to a published figure, and the page says why", () => {
    const input = changed((planned) => {
      const { record } = planned;
      if (record === null) return planned;
      return { ...planned, record: { ...record, data: { ...record.data, name: "cifar10 (other files)" } } };
    });
    expect(rowOf("STE", "w1a32", input)).toMatchObject({
      measured: { value: "89.58\u00a0%" },
      difference: null,
      obstacle: "on other data",
    });
    expect(rowOf("PARQ", "w2a32", input)).toMatchObject({ measured: null, obstacle: null });
    expect(publishedOf(input).warnings).toEqual([
      "What is measured here is measured on cifar10 (other files), what is published is not: the two are figures of different data, and no difference of them is shown.",
    ]);
    const view = viewModel(input);
    expect(comparisonOf(input).warnings[0]).toContain("These figures are measured on cifar10 (other files)");
    expect(view.comparisons[0]?.warnings).toEqual([]);
    expect(view.overview?.tables[0]?.columns.map(({ data }) => data)).toEqual([
      null,
      null,
      "cifar10 (other files)",
      null,
    ]);
  });

  test("in part on other files is told apart run by run", () => {
    const input = changed((planned) => {
      const { record, cell } = planned;
      if (record === null || cell.variant !== "ste") return planned;
      return { ...planned, record: { ...record, data: { ...record.data, name: "cifar10 (other files)" } } };
    });
    expect(comparisonOf(input).warnings[0]).toContain("6 runs of 18 are measured on cifar10 (other files)");
    expect(rowOf("STE", "w1a32", input).obstacle).toBe("on other data");
    expect(rowOf("PARQ", "w1a32", input).obstacle).toBeNull();
  });

  test("after a part of the training reproduces no paper, and the page says so", () => {
    expect(publishedOf().warnings).toEqual([]);
    const short = changed((planned) => ({ ...planned, cell: { ...planned.cell, budget: 0.05 } }));
    expect(publishedOf(short).warnings).toEqual([
      "What is measured here is measured after 5\u00a0% of the full training: it reproduces no figure of a paper.",
    ]);
  });
});

test("where less is better, the columns say so, and a difference keeps its sign", () => {
  const sample = makeTasksSample();
  const [first] = published;
  if (first === undefined) throw new Error("the sample publishes nothing");
  const figure = { ...first, task: "lstm-brown", value: 180, spread: 1.2, runs: 3 };
  const view = viewModel({ ...sample, suite: { ...sample.suite, published: [figure] } }).comparisons[3]?.published;
  expect(view?.notes[0]).toContain("Lower is better.");
  // 181.2, 180.1, 182.4 have the mean 181.2333.
  expect(view?.methods[0]?.[0]?.difference?.value).toBe("+1.233");
  expect(view?.methods[0]?.[0]?.published.value).toBe("180");
});

describe("in the plot against bits", () => {
  const figure = comparisonOf(makeTasksSample()).scores[0];

  test("are bars at their precision, apart from the runs, with room on the axis; the float network's is no column", () => {
    const [ste, parq, proxquant] = figure?.charts[0]?.series ?? [];
    expect(ste?.published).toEqual([
      [0, 89.56],
      [1, 91.22],
    ]);
    expect(parq?.published.at(-1)).toEqual([1, 91.71]);
    expect(parq?.points.map(([x]) => x)).toEqual([0, 0, 0]);
    expect(proxquant?.published).toEqual([]);
    expect(figure?.note).toContain("what a paper reports");
    const tops = comparisonOf(withRuns(91.5)).scores[0]?.charts[0]?.y.domain ?? [0, 0];
    expect(tops[1]).toBeGreaterThan(91.82);
    expect(figure?.charts[0]?.table?.rows[1]?.values).toEqual([
      "90.47\u00a0% (published: 90.48\u00a0%)",
      "\u2013 (published: 91.71\u00a0%)",
    ]);
  });

  test("are left out where they may not be held against what is measured: after less training, on other data", () => {
    const short = changed((planned) => ({ ...planned, cell: { ...planned.cell, budget: 0.05 } }));
    const other = changed((planned) =>
      planned.record === null
        ? planned
        : {
            ...planned,
            record: { ...planned.record, data: { name: "cifar10 (other files)", sha256: make.sha256("") } },
          },
    );
    for (const input of [short, other]) {
      const [bits] = comparisonOf(input).scores;
      expect(bits?.charts[0]?.series.flatMap((series) => series.published)).toEqual([]);
      expect(bits?.note).toBeNull();
    }
  });

  test("are drawn also before anything has run", async () => {
    const cells = makeTasksSample().cells.map((planned) => ({ ...planned, record: null }));
    const { document } = parseHTML(await renderReport(makeTasksSample({ cells })));
    const drawn = [...document.querySelectorAll(`#${task}-controlled-1-wasm-bits figure svg path`)];
    const shapes = drawn.flatMap((path) => path.getAttribute("d")?.match(/M[^MZ]+Z/g) ?? []);
    expect(shapes.map((shape) => shape.replace(/^M[^h]+/, ""))).toEqual(Array(4).fill("h18v3.5h-18Z"));
  });
});
