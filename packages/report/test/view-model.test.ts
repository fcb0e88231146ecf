import { describe, expect, test } from "vitest";
import { type ReportInput, viewModel } from "../src/index.ts";
import { assignStyles } from "../src/view/series-style.ts";
import * as make from "./records.ts";
import { makeSample, sampleWith } from "./sample.ts";

function changed(input: ReportInput, index: number, change: object): ReportInput {
  return {
    ...input,
    cells: input.cells.map((planned, at) =>
      at === index && planned.record !== null ? { ...planned, record: { ...planned.record, ...change } } : planned,
    ),
  };
}

test("the view is plain JSON, and the same for the same input", () => {
  const view = viewModel(makeSample());
  expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  expect(viewModel(makeSample())).toEqual(view);
});

describe("what did not complete", () => {
  const view = viewModel(makeSample());

  test("is listed with its reason, each way of it", () => {
    expect(view.headline).toBe(
      "19 of 25 planned cells completed; 1 failed, 1 timed out, 1 skipped, 1 diverged, 1 disqualified, 1 not run yet.",
    );
    expect(view.incomplete.map(({ word, reason }) => [word, reason])).toEqual([
      ["failed", "Error: [qat:parq] no codebook for fc1.kernel (stage: train)"],
      ["timed out", "no end after its time limit (limit: 5m)"],
      ["skipped", "proxquant supports 1 to 8 bits, not w1.58a32"],
      ["diverged", "loss is NaN (at step 59)"],
      ["disqualified", "2 codebooks have too many levels"],
      ["not run yet", "Planned, but it has no record yet."],
    ]);
    const evidence = view.incomplete.map((item) => item.evidence.map(({ title }) => title).join(", "));
    expect(evidence).toEqual(["Detail, End of its log", "", "", "Detail", "Proof", ""]);
  });

  test("stands in both tables as a word that leads to the list", () => {
    const [comparison] = view.comparisons;
    const ids = view.incomplete.map(({ id }) => `#${id}`).sort();
    const inScores = comparison?.accuracy.rows.flatMap(({ cells }) => cells.flatMap(({ outcomes }) => outcomes));
    const inCosts = comparison?.cost.methods.flat().flatMap(({ outcomes }) => outcomes);
    expect(inScores?.map(({ href }) => href).sort()).toEqual(ids);
    expect(inCosts?.map(({ href }) => href).sort()).toEqual(ids);
  });

  test("has details all the same: every planned cell does", () => {
    expect(view.cells.flatMap(({ cells }) => cells)).toHaveLength(25);
  });
});

test("a plan in which nothing has run yet is a page, not an error", () => {
  const cells = makeSample().cells.map((planned) => ({ ...planned, record: null }));
  const view = viewModel(sampleWith({ cells }));
  expect(view.comparisons[0]?.headline).toBe("No cell has completed yet.");
  expect(view.incomplete).toHaveLength(25);
  expect(view.comparisons[0]?.scores).toEqual([]);
  expect(viewModel(sampleWith({ cells: [] })).headline).toBe("The plan has no cells.");
});

test("costs are means over seeds, with the ratio to float", () => {
  const cells = [0, 1].map((seed) => {
    const cell = make.makeCell({ seed });
    const seconds = { load: 1, train: 30 + 20 * seed, evaluate: 1 };
    const size = { bytes: 16_000, floatBytes: 240_000 };
    const peakMemoryBytes = 500_000_000 + seed * 100_000_000;
    const change = { seconds, size, peakMemoryBytes, examplesPerSecond: 14_000 + seed * 500 };
    return make.planned(cell, make.completed(cell, 98, change));
  });
  const [comparison] = viewModel(sampleWith({ cells })).comparisons;
  expect(comparison?.cost.methods[0]?.[0]?.figures).toEqual({
    size: "16\u00a0kB",
    ratio: "15.0\u00d7",
    train: "40.0s",
    throughput: "14,250",
    memory: "550\u00a0MB",
    count: "n\u00a0=\u00a02",
  });
});

describe("provenance", () => {
  test("only a tree known to be clean goes without a warning", () => {
    const tag = (git: ReportInput["git"]) => viewModel(sampleWith({ git })).tag;
    expect(tag({ commit: make.commit, dirty: false })).toMatchObject({
      short: "3f9c2a7",
      full: make.commit,
      warning: null,
    });
    expect(tag({ commit: make.commit, dirty: true }).warning).toBe("uncommitted changes");
    expect(tag({ commit: null, dirty: false })).toMatchObject({ short: "no commit", warning: "origin unknown" });
  });

  test("records of other commits and of dirty trees are announced, and named in their details", () => {
    const provenance = { commit: "aaaabbbbccccdddd", dirty: true, dirtyHash: "00", lockfile: make.lockfile };
    const view = viewModel(changed(makeSample(), 1, { provenance }));
    expect(view.notices[0]).toContain("1 record of 24 was trained at another commit (aaaabbb)");
    expect(view.notices[1]).toContain("1 record of 24 was trained with uncommitted changes");
    const facts = view.cells[0]?.cells[1]?.facts;
    expect(facts).toContainEqual(
      expect.objectContaining({ term: "Commit (with uncommitted changes)", full: "aaaabbbbccccdddd" }),
    );
    expect(viewModel(makeSample()).notices).toEqual([]);
  });
});

describe("environment", () => {
  test("one environment is told once", () => {
    const { environment } = viewModel(makeSample());
    expect(environment.warning).toBeNull();
    expect(environment.columns).toEqual([{ title: "All records", count: "24 cells", cells: [] }]);
    expect(environment.rows.filter(({ differs }) => differs)).toEqual([]);
    expect(environment.data).toEqual([{ name: "mnist", sha256: make.sha256("mnist"), cells: null }]);
  });

  test("several are told apart, with their cells and what differs", () => {
    const hardware = { cpu: "Apple M3", cores: 8, memoryBytes: 8_323_600_384, platform: "linux-x64", node: "20.20.2" };
    const { environment, comparisons } = viewModel(changed(makeSample(), 1, { hardware }));
    expect(environment.warning).toContain("2 environments");
    expect(environment.columns[1]).toEqual({
      title: "Environment 2",
      count: "1 cell",
      cells: ["ste lenet5-mnist w1a32 seed 0"],
    });
    expect(environment.rows.filter(({ differs }) => differs).map(({ name }) => name)).toEqual(["Processor", "Cores"]);
    expect(comparisons[0]?.cost.warning).toContain("2 different machines");
  });
});

test("a cell's details hold configuration, seeds and every attempt", () => {
  const attempts = [{ startedAt: "2026-11-20T09:00:00.000Z", status: "timed-out", reason: "no end" }] as const;
  const [, cell] = viewModel(changed(makeSample(), 1, { attempts })).cells[0]?.cells ?? [];
  expect(cell?.tables.map(({ caption }) => caption)).toEqual(["Seeds", "Configuration", "Attempts: 2"]);
  expect(cell?.tables[1]?.rows).toContainEqual({ head: "grid.levels", values: ["4"] });
  expect(cell?.tables[2]?.rows.map(({ values }) => values)).toEqual([
    ["timed out", "no end"],
    ["completed", "\u2013"],
  ]);
  expect(cell?.facts).toContainEqual({ term: "Repeatability", value: "not repeated", full: null, code: false });
  expect(cell?.command).toBe("npx qat-bench run --method ste --task lenet5-mnist --precision w1a32 --seed 0");
});

test("a method looks the same whatever else is in the report", () => {
  const alone = assignStyles(["parq", "fp32"], "fp32");
  const among = assignStyles(["ste", "ste/lsq", "parq", "proxquant", "fp32", "binary-relax"], "fp32");
  expect(among.of("parq")).toEqual(alone.of("parq"));
  expect(among.of("ste/lsq")).toMatchObject({ colour: among.of("ste").colour, symbol: among.of("ste").symbol });
  expect(among.of("ste/lsq").dash).not.toBe(among.of("ste").dash);
  const looks = among.all.map(({ colour, dash }) => `${colour} ${dash}`);
  expect(new Set(looks).size).toBe(6);
});
