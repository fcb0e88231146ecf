import { recordSchema } from "qat-ledger";
import { describe, expect, test } from "vitest";
import { comparisonHistories } from "../src/index.ts";
import { dayOf, madeHistory, type Night } from "./made-history.ts";

/** The one history of nights. */
function historyOf(nights: readonly Night[], options = {}) {
  const histories = comparisonHistories(madeHistory(nights), options);
  expect(histories).toHaveLength(1);
  return histories[0] as (typeof histories)[number];
}

test("made records are what the schema says", () => {
  const { records } = madeHistory([{ commit: "a", day: 0, found: { 1: 97, 2: "failed" } }]);
  for (const record of records.values()) expect(recordSchema.safeParse(record).error).toBeUndefined();
});

test("a comparison is its cells but for the seed, with engine, data and metric", () => {
  const { id, cell, engine, data, metric, points } = historyOf([{ commit: "a", day: 0, found: { 2: 96, 1: 98 } }]);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(cell).toEqual({
    ...{ variant: "ste", task: "lenet5-mnist", track: "controlled", budget: 1, trainOn: "split" },
    ...{ precision: "w2a32", device: "wasm" },
  });
  expect({ engine, data }).toEqual({ engine: { kind: "wasm", version: "e" }, data: "mnist" });
  expect(metric).toEqual({ name: "accuracy", unit: "%", direction: "higher" });
  expect(points).toMatchObject([{ mean: 97, changed: [], commits: [{ commit: "a", dirty: false, at: dayOf(0) }] }]);
  expect(points[0]?.deviation).toBeCloseTo(Math.SQRT2, 12);
  expect(points[0]?.seeds.map(({ seed, value }) => [seed, value])).toEqual([
    [1, 98],
    [2, 96],
  ]);
});

describe("commits are one point", () => {
  test("where all keys are equal, and what changed is said where one is not", () => {
    const { points } = historyOf([
      { commit: "a", day: 0, found: { 1: 97, 2: 98 } },
      { commit: "b", day: 1, found: { 1: 97, 2: 98 } },
      { commit: "c", day: 2, found: { 1: 96, 2: 97 }, program: "two", keyParts: { packages: "p" } },
    ]);
    expect(points.map(({ commits, changed }) => [commits.map(({ commit }) => commit), changed])).toEqual([
      [["a", "b"], []],
      [["c"], ["packages", "program"]],
    ]);
  });

  test("where keys differ and weights do not", () => {
    const weights = { 1: "x", 2: "y" };
    const { points } = historyOf([
      { commit: "a", day: 0, found: { 1: 97, 2: 98 }, weights },
      { commit: "b", day: 1, found: { 1: 97, 2: 98 }, weights, program: "tidied" },
    ]);
    expect(points).toHaveLength(1);
    expect(points[0]?.mean).toBe(97.5);
  });

  test("where a seed was added and nothing else", () => {
    const { points } = historyOf([
      { commit: "a", day: 0, found: { 1: 97 } },
      { commit: "b", day: 1, found: { 2: 99 } },
      { commit: "c", day: 2, found: { 3: 98 }, program: "two" },
    ]);
    expect(points.map(({ mean, changed }) => [mean, changed])).toEqual([
      [98, []],
      [98, ["program"]],
    ]);
  });
});

test("runs of one commit are one: shards, and what was interrupted and went on", () => {
  const { points } = historyOf([
    { commit: "a", day: 0, found: { 1: 97 } },
    { commit: "b", day: 1, found: { 1: 90 }, program: "two" },
    { commit: "a", day: 2, found: { 2: 99 } },
  ]);
  expect(points.map(({ commits, mean }) => [commits[0]?.commit, commits[0]?.at, mean])).toEqual([
    ["a", dayOf(0), 98],
    ["b", dayOf(1), 90],
  ]);
});

test("manifests in any order give the same histories", () => {
  const nights = [0, 1, 2].map((day) => ({ commit: `c${day}`, day, found: { 1: 97 - day }, program: `${day}` }));
  const ledger = madeHistory(nights);
  const turned = { ...ledger, manifests: ledger.manifests.toReversed() };
  expect(comparisonHistories(turned)).toEqual(comparisonHistories(ledger));
});

test.each([
  ["another cell", { cell: { precision: "w1a32" } }],
  ["another engine's fingerprint", { keyParts: { engine: "other" } }],
  ["other data", { keyParts: { data: "other" } }],
] as const)("%s is another comparison", (_, change) => {
  const found = { 1: 97 };
  const histories = comparisonHistories(
    madeHistory([
      { commit: "a", day: 0, found },
      { commit: "b", day: 1, found, ...change },
    ]),
  );
  expect(histories.map(({ points }) => points.length)).toEqual([1, 1]);
  expect(histories[0]?.id).not.toBe(histories[1]?.id);
});

describe("evidence", () => {
  test("two seeds with the same weights are one run", () => {
    const { points } = historyOf([
      { commit: "a", day: 0, found: { 1: 97, 2: 97, 3: 99 }, weights: { 1: "x", 2: "x" } },
    ]);
    expect(points[0]?.seeds.map(({ isEvidence }) => isEvidence)).toEqual([true, false, true]);
    expect(points[0]?.mean).toBe(98);
  });

  test("a seed that ended as at the point before is not a second run", () => {
    const { points } = historyOf([
      { commit: "a", day: 0, found: { 1: 97, 2: 98 }, weights: { 1: "x", 2: "y" } },
      { commit: "b", day: 1, found: { 1: 97, 2: 90 }, weights: { 1: "x", 2: "z" }, program: "two" },
    ]);
    expect(points[1]?.seeds.map(({ isEvidence }) => isEvidence)).toEqual([false, true]);
    expect(points[1]).toMatchObject({ mean: 90, deviation: null });
  });

  test("what did not complete has a place and no value", () => {
    const { points, metric, changes } = historyOf([{ commit: "a", day: 0, found: { 1: "failed" } }]);
    expect(points[0]).toMatchObject({ mean: null, deviation: null, seeds: [{ status: "failed", value: null }] });
    expect({ metric, changes }).toEqual({ metric: null, changes: [] });
  });
});

test("sources that no commit holds are left out unless they are asked for", () => {
  const ledger = madeHistory([
    { commit: "a", day: 0, found: { 1: 97 } },
    { commit: "a", day: 1, found: { 1: 96 }, program: "two", dirtyHash: "x" },
    { commit: null, day: 2, found: { 1: 95 }, program: "three" },
  ]);
  const means = (uncommitted: boolean) =>
    comparisonHistories(ledger, { uncommitted })[0]?.points.map(({ mean }) => mean);
  expect(means(false)).toEqual([97]);
  expect(means(true)).toEqual([97, 96, 95]);
});

test("an empty ledger has no history, and keys without records are passed over", () => {
  expect(comparisonHistories({ records: new Map(), manifests: [] })).toEqual([]);
  const { manifests } = madeHistory([{ commit: "a", day: 0, found: { 1: 97 } }]);
  expect(comparisonHistories({ records: new Map(), manifests })).toEqual([]);
});
