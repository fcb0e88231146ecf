import type { ComparisonResult, GateResult } from "qat-gate";
import { expect, test } from "vitest";
import { gateTables } from "../src/gate/gate-tables.ts";

function comparison(
  variant: string,
  verdict: ComparisonResult["verdict"],
  changes: Partial<ComparisonResult> = {},
): ComparisonResult {
  const cell = {
    variant,
    task: "digits",
    track: "controlled",
    budget: 1,
    trainOn: "split",
    precision: "w2a32",
    device: "wasm",
  } as const;
  return {
    id: `${variant} digits w2a32 wasm`,
    cell,
    metric: { name: "accuracy", unit: "%", direction: "higher", marginIn: "points" },
    verdict,
    acceptance: null,
    reasons: { files: [`${variant}.ts`], parts: ["program"] },
    seeds: [],
    bootstrap: null,
    time: null,
    ...changes,
  };
}

function result(comparisons: readonly ComparisonResult[], changes: Partial<GateResult> = {}): GateResult {
  return {
    version: 1,
    at: "2026-11-22T00:00:00.000Z",
    suite: "pr",
    base: { kind: "ledger", folder: "nightly" },
    head: { kind: "sources", name: "this checkout", commit: "a".repeat(40), dirty: false, dirtyHash: null },
    alpha: 0.05,
    margin: 0.5,
    effort: { budgetSeconds: 900, spentSeconds: 61.4, trained: 12, reused: 2, counts: [6, 12, 24] },
    changedFiles: ["first.ts", "docs.md"],
    comparisons,
    tasks: [],
    ...changes,
  };
}

const difference = { estimate: -2, low: -3, high: -1, confidence: 0.99, count: 6 };
const worse = { kind: "regression", difference, detectable: 0.9 } as const;
const unchanged = comparison("second", { kind: "unchanged" }, { reasons: { files: ["second.ts"], parts: [] } });

/** Lines with runs of spaces as one. */
const lines = (text: string) => text.split("\n").map((line) => line.replace(/ +/g, " ").trim());

test("a row for what was compared, then why, what it took, and what it comes to", () => {
  expect(lines(gateTables(result([comparison("first", worse), unchanged])))).toEqual([
    "this checkout (aaaaaaa) against the ledger nightly",
    "variant task precision device verdict difference (better is +) seeds detectable",
    "first digits w2a32 wasm regression −2.00 pp (−3.00 to −1.00) 6 0.90 pp",
    "first digits w2a32 wasm: because of first.ts",
    "comments, types or layout alone: second.ts",
    "changed files that no cell runs: 1",
    "12 cells trained, 2 reused, 61 s of 900 s",
    "Regression: 1 regression, 1 unchanged",
  ]);
});

test("where nothing can have changed it is said, and no table is shown", () => {
  const text = gateTables(result([unchanged], { changedFiles: null }));
  expect(text).toContain("no cell of the suite can have changed: nothing was trained");
  expect(text).not.toContain("verdict");
  expect(text).not.toContain("that no cell runs");
  expect(lines(text).at(-1)).toBe("No regression: 1 unchanged");
});

test("the mean over a task stands below, in per cent where its metric is no share", () => {
  const verdict = { kind: "inconclusive", difference: { ...difference, high: 1 }, detectable: 3 } as const;
  const text = gateTables(
    result([comparison("first", verdict)], {
      tasks: [{ task: "words wasm", marginIn: "per cent", verdict: worse, accepted: false }],
    }),
  );
  expect(lines(text)).toContain("words wasm regression −2.00 % (−3.00 to −1.00) 0.90 %");
  expect(lines(text).at(-1)).toBe("Regression: mean over words wasm, 1 inconclusive");
});
