import type { CellRecord } from "qat-ledger";
import { expect, test } from "vitest";
import type { Accepted } from "../../src/accepted/accepted.ts";
import type { Comparison } from "../../src/decide/comparison.ts";
import type { Verdict } from "../../src/decide/verdict.ts";
import type { Gated } from "../../src/gate.ts";
import type { Candidate, SeedPair } from "../../src/matrix/candidate.ts";
import { buildResult } from "../../src/result/build-result.ts";
import { completedRecord, plannedCell } from "../fixtures/cells.ts";
import { gateResult, measured } from "../fixtures/results.ts";

const { at, suite, base, head, alpha, margin, changedFiles } = gateResult([]);
const circumstances = { at, suite, base, head, alpha, margin, changedFiles, budgetSeconds: 900 };

/** A candidate whose seeds are at both sides. */
function candidateOf(variant: string, seeds: readonly number[]): Candidate {
  const pairs = seeds.map(
    (seed): SeedPair => ({
      seed,
      base: { from: "plan", planned: plannedCell({ variant, seed }, { program: "base" }) },
      head: plannedCell({ variant, seed }, { program: "head" }),
    }),
  );
  const { seed: _, ...cell } = plannedCell({ variant }).cell;
  return {
    id: `${variant} digits w2a32 wasm`,
    cell,
    metric: { name: "accuracy", unit: "%", direction: "higher" },
    fate: { kind: "changed", seeds: pairs },
    reasons: { files: [`${variant}.ts`], parts: ["program"] },
  };
}

/** What a gate would give for verdicts of candidates; `trained` are the records that it has, made by itself. */
function gatedOf(verdicts: ReadonlyMap<Candidate, Verdict>, trained: readonly CellRecord[], mean?: Verdict): Gated {
  const comparisons = new Map<Candidate, Comparison>(
    [...verdicts.keys()].map((candidate) => [
      candidate,
      { id: candidate.id, task: "digits wasm", direction: "higher", resolution: 0.01 },
    ]),
  );
  const byComparison = [...verdicts].map(([candidate, verdict]) => [comparisons.get(candidate) as Comparison, verdict]);
  return {
    comparisons,
    decisions: {
      comparisons: new Map(byComparison as [Comparison, Verdict][]),
      tasks: new Map(mean === undefined ? [] : [["digits wasm", mean]]),
    },
    counts: [2],
    trainer: {
      records: new Map(trained.map((record) => [record.key, record])),
      trained: new Set(trained.slice(1).map(({ key }) => key)),
      train: async () => {},
      left: () => 600_000,
    },
  };
}

const worse = measured("regression", [-3, -2, -1]) as Verdict;
const open = measured("inconclusive", [-1, 0, 1]) as Verdict;
const entry: Accepted = { variant: "first", task: "digits", precision: "*", reason: "known", expires: "2026-11-22" };

test("a comparison has the seeds that both sides have, and effort says what was trained and what was there", () => {
  const first = candidateOf("first", [1, 2]);
  const [one] = first.fate.kind === "changed" ? first.fate.seeds : [];
  if (one?.base.from !== "plan") throw new Error("a pair is planned");
  const records = [completedRecord(one.base.planned, 90), completedRecord(one.head, 88)];
  const result = buildResult([first], gatedOf(new Map([[first, open]]), records), { ...circumstances, accepted: [] });
  expect(result.effort).toEqual({ budgetSeconds: 900, spentSeconds: 300, trained: 1, reused: 1, counts: [2] });
  const [comparison] = result.comparisons;
  expect(comparison).toMatchObject({ verdict: open, acceptance: null, metric: { marginIn: "points" } });
  const { startedAt } = completedRecord(one.head, 88);
  const ended = { startedAt, status: "completed" };
  expect(comparison?.seeds).toEqual([
    {
      seed: 1,
      base: { ...ended, key: one.base.planned.key, value: 90, score: 90, weightHash: "weights of 90" },
      head: { ...ended, key: one.head.key, value: 88, score: 88, weightHash: "weights of 88" },
      byExample: null,
    },
  ]);
});

test("networks of one seed are compared on each test example, where both say which they have right", () => {
  const first = candidateOf("first", [1]);
  const [one] = first.fate.kind === "changed" ? first.fate.seeds : [];
  if (one?.base.from !== "plan") throw new Error("a pair is planned");
  const metric = { name: "accuracy", unit: "%", direction: "higher", examples: 8 } as const;
  const bits = (byte: number) => Buffer.of(byte).toString("base64");
  const records = [
    completedRecord(one.base.planned, 75, { metric: { ...metric, value: 75 }, correct: bits(0b1111_1100) }),
    completedRecord(one.head, 37.5, { metric: { ...metric, value: 37.5 }, correct: bits(0b0000_0111) }),
  ];
  const { comparisons } = buildResult([first], gatedOf(new Map([[first, open]]), records), {
    ...circumstances,
    accepted: [],
  });
  // Five against two: 2 P(B <= 2), B binomial (7, 1/2), is 2 (1 + 7 + 21) / 128.
  const difference = expect.objectContaining({ estimate: -3 / 8, confidence: 0.95, count: 8 });
  const p = expect.closeTo(58 / 128, 12);
  const byExample = { both: 1, onlyBase: 5, onlyHead: 2, neither: 0, difference, p };
  expect(comparisons[0]?.seeds[0]?.byExample).toEqual(byExample);
});

test("beside the verdict's interval stands the bootstrap's, where the seeds are enough for it", () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const first = candidateOf("first", seeds);
  const pairs = first.fate.kind === "changed" ? first.fate.seeds : [];
  const recordsOf = (count: number) =>
    pairs.slice(0, count).flatMap(({ seed, base: ours, head: theirs }) => {
      if (ours.from !== "plan") throw new Error("a pair is planned");
      return [completedRecord(ours.planned, 90), completedRecord(theirs, 88 + 0.1 * seed ** 2)];
    });
  const bootstrapWith = (count: number, verdict = open) =>
    buildResult([first], gatedOf(new Map([[first, verdict]]), recordsOf(count)), { ...circumstances, accepted: [] })
      .comparisons[0]?.bootstrap;
  // Differences -1.9, -1.6, -1.1, -0.4, 0.5, 1.6: the mean of the base and head of each seed.
  expect(bootstrapWith(6)).toMatchObject({ estimate: expect.closeTo(-2.9 / 6, 9), confidence: 0.95, count: 6 });
  expect(bootstrapWith(6)?.low).toBeLessThan(-2.9 / 6);
  expect(bootstrapWith(3)).toBeNull();
  expect(bootstrapWith(6, { kind: "untrained" })).toBeNull();
});

test("what the plans decide keeps its verdict, and was not trained", () => {
  const untouched: Candidate = { ...candidateOf("first", [1]), fate: { kind: "unchanged" } };
  const lacking: Candidate = { ...candidateOf("second", [1]), fate: { kind: "not-comparable", reason: "new" } };
  const { comparisons } = buildResult([untouched, lacking], gatedOf(new Map(), []), { ...circumstances, accepted: [] });
  expect(comparisons.map(({ verdict }) => verdict)).toEqual([
    { kind: "unchanged" },
    { kind: "not-comparable", reason: "new" },
  ]);
  expect(comparisons.map(({ seeds, time }) => [seeds, time])).toEqual([
    [[], null],
    [[], null],
  ]);
});

test("regressions alone are accepted, by the loss that is estimated and the day of the gate", () => {
  const [first, second] = [candidateOf("first", [1]), candidateOf("second", [1])];
  const verdicts = new Map([
    [first, worse],
    [second, worse],
  ]);
  const acceptanceOf = (accepted: readonly Accepted[], of = verdicts) =>
    buildResult([first, second], gatedOf(of, []), { ...circumstances, accepted }).comparisons.map(
      ({ acceptance }) => acceptance?.state ?? null,
    );
  expect(acceptanceOf([entry])).toEqual(["accepted", null]);
  expect(acceptanceOf([{ ...entry, worst: 1.9 }])).toEqual(["worse", null]);
  expect(acceptanceOf([{ ...entry, expires: "2026-11-21" }])).toEqual(["expired", null]);
  expect(acceptanceOf([entry], new Map([[first, open]]))).toEqual([null, null]);
});

test("a task's mean regression counts as accepted where accepted ones are a part of it", () => {
  const [first, second] = [candidateOf("first", [1]), candidateOf("second", [1])];
  const taskOf = (accepted: readonly Accepted[], mean: Verdict) => {
    const verdicts = new Map([
      [first, worse],
      [second, open],
    ]);
    return buildResult([first, second], gatedOf(verdicts, [], mean), { ...circumstances, accepted }).tasks;
  };
  expect(taskOf([entry], worse)).toEqual([{ task: "digits wasm", marginIn: "points", verdict: worse, accepted: true }]);
  expect(taskOf([], worse)[0]?.accepted).toBe(false);
  expect(taskOf([entry], open)[0]?.accepted).toBe(false);
});
