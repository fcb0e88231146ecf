import { describe, expect, test } from "vitest";
import { comparisonHistories } from "../src/index.ts";
import { madeHistory, type Night } from "./made-history.ts";

/** Nights of two seeds, a tenth to each side of their mean, each with sources of its own. */
function nights(means: readonly number[], change: Partial<Night> = {}): Night[] {
  return means.map((mean, day) => ({
    commit: `c${day}`,
    day,
    program: `${day}`,
    // Every other night lies a little higher, so that no night repeats the one before.
    found: { 1: mean - 0.1 + (day % 2) / 50, 2: mean + 0.1 + (day % 2) / 50 },
    ...change,
  }));
}

const changesOf = (made: readonly Night[], alpha?: number) =>
  comparisonHistories(madeHistory(made), alpha === undefined ? {} : { alpha })[0]?.changes ?? [];

test("a drop names the last good commit, the first bad one, and what shows it", () => {
  const [change, ...others] = changesOf(nights([97, 97, 97, 97, 95, 95, 95]));
  expect(others).toEqual([]);
  expect(change).toMatchObject({ kind: "drop", point: 4, lastBefore: { commit: "c3" }, since: { commit: "c4" } });
  expect(change?.step?.before).toBeCloseTo(97.01, 10);
  expect(change?.step?.after).toBeCloseTo(95, 10);
  expect(change?.step?.p).toBeLessThan(0.01 / (5 * 16));
});

test("a rise is one, and where less is better a drop is a higher value", () => {
  expect(changesOf(nights([97, 97, 97, 97, 98, 98]))).toMatchObject([{ kind: "rise" }]);
  const perplexity = { metric: { name: "perplexity", unit: "", direction: "lower" as const } };
  expect(changesOf(nights([100, 100, 100, 100, 105, 105], perplexity))).toMatchObject([{ kind: "drop" }]);
});

test("a change that is taken back is two", () => {
  const found = changesOf(nights([97, 97, 97, 97, 90, 90, 90, 97, 97, 97]));
  expect(found.map(({ kind, point }) => [kind, point])).toEqual([
    ["drop", 4],
    ["rise", 7],
  ]);
});

test("the last good commit is the last of all those that were equal to it", () => {
  const made = nights([97, 97, 97, 97, 95, 95]);
  const same = made[3] as Night;
  const between = [0.25, 0.5].map((more) => ({ ...same, commit: `same${more}`, day: same.day + more }));
  const [change] = changesOf([...made, ...between]);
  expect(change).toMatchObject({ kind: "drop", lastBefore: { commit: "same0.5" }, since: { commit: "c4" } });
});

test("noise of the size of the spread is no change, and a larger alpha believes more", () => {
  const noisy = nights([97, 97.05, 96.95, 97.1, 96.9, 97]);
  expect(changesOf(noisy)).toEqual([]);
  const step = nights([97, 97, 97, 96.6, 96.6]);
  expect(changesOf(step)).toEqual([]);
  expect(changesOf(step, 0.5)).toMatchObject([{ kind: "drop" }]);
});

test("one image more or less, without any spread beside it, is no change", () => {
  const metric = { examples: 100 };
  const flat = (value: number, day: number): Night => ({
    ...{ commit: `c${day}`, day, program: `${day}`, found: { 1: value, 2: value }, metric },
    weights: { 1: `${day} 1`, 2: `${day} 2` },
  });
  expect(changesOf([flat(97, 0), flat(96, 1), flat(96, 2)])).toEqual([]);
  expect(changesOf([flat(97, 0), flat(97, 1), flat(50, 2), flat(50, 3)])).toMatchObject([{ kind: "drop", point: 2 }]);
});

describe("failures", () => {
  test("the first cell that does not complete, and that all complete again, are changes without statistics", () => {
    const made = nights([97, 97, 97, 97, 97]);
    const failing = made.map((night, i) =>
      i === 2 || i === 3 ? { ...night, found: { ...night.found, 2: "failed" as const } } : night,
    );
    expect(changesOf(failing)).toMatchObject([
      { kind: "fails", point: 2, shownBy: 2, lastBefore: { commit: "c1" }, since: { commit: "c2" }, step: null },
      { kind: "completes", point: 4, lastBefore: { commit: "c3" }, since: { commit: "c4" } },
    ]);
  });

  test("nights without any value do not hide a drop behind them", () => {
    const made = nights([97, 97, 97, 97, 97, 95, 95]);
    const failing = made.map((night, i) =>
      i === 4 ? { ...night, found: { 1: "failed" as const, 2: "failed" as const } } : night,
    );
    expect(changesOf(failing).map(({ kind, point, lastBefore }) => [kind, point, lastBefore.commit])).toEqual([
      ["fails", 4, "c3"],
      ["drop", 5, "c3"],
      ["completes", 5, "c4"],
    ]);
  });
});

test("refuses an alpha that is no share", () => {
  expect(() => changesOf(nights([97]), 0)).toThrow("an alpha between 0 and 1");
});
