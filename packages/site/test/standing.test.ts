import { type Cell, type CellRecord, hashFields, keyOf } from "qat-ledger";
import { describe, expect, test } from "vitest";
import { contestsOf } from "../src/model/contest.ts";
import { leadOf } from "../src/model/leaders.ts";
import { type Ranking, rankContest } from "../src/model/standing.ts";
import { versionsOf } from "../src/model/version.ts";
import { makeLedger, small } from "./made-ledger.ts";

const [template] = [...makeLedger({ ...small, failures: 0 }).records.values()].filter(
  (record) => record.status === "completed",
);

/** A record with a score, or one that ended otherwise. */
function made(variant: string, precision: string, seed: number, score: number | "timed-out" | "skipped"): CellRecord {
  if (template?.status !== "completed") throw new Error("the made-up ledger has a completed record");
  const cell: Cell = { ...template.cell, variant, precision, seed };
  const keyParts = { program: variant, cell: hashFields(cell) };
  const {
    curves: _,
    histograms: __,
    latentMap: ___,
    seconds,
    steps,
    examplesPerSecond,
    peakMemoryBytes,
    ...rest
  } = template;
  const { metric, correct, size, flatness, weightHash: ____, repeatability, ...common } = rest;
  const own = { ...common, cell, keyParts, key: keyOf(keyParts) };
  if (score === "timed-out") return { ...own, status: score, reason: "too long", detail: "", limitSeconds: 1 };
  if (score === "skipped") return { ...own, status: score, reason: "does not apply" };
  const trained = { seconds, steps, examplesPerSecond, peakMemoryBytes, curves: [], histograms: [], latentMap: [] };
  const weightHash = `${variant} ${precision} ${seed}`;
  return {
    ...own,
    ...trained,
    status: "completed",
    metric: { ...metric, value: score },
    correct,
    size,
    flatness,
    weightHash,
    repeatability,
  };
}

type Row = readonly [variant: string, precision: string, ...scores: (number | "timed-out" | "skipped")[]];

function rank(...rows: readonly Row[]): readonly Ranking[] {
  const records = rows.flatMap(([variant, precision, ...scores]) =>
    scores.map((score, seed) => made(variant, precision, seed, score)),
  );
  const versionOf = versionsOf(new Map(records.map((record) => [record.key, record])));
  const [contest, ...others] = contestsOf(records, [], versionOf);
  if (contest === undefined || others.length > 0) throw new Error("one contest is expected");
  return rankContest(contest);
}

const ranksOf = ({ standings }: Ranking) => standings.map(({ variant, ranked }) => [variant, ranked?.rank ?? null]);

describe("standings", () => {
  test("are in the order of means, with means and intervals over seeds, and paired differences to float", () => {
    const [w2, float] = rank(["float", "w32a32", 99, 98, 97], ["a", "w2a32", 90, 91, 92], ["b", "w2a32", 95, 96, 94]);
    expect(w2?.standings.map(({ variant, mean }) => [variant, mean])).toEqual([
      ["b", 95],
      ["a", 91],
    ]);
    // s = 1, t(0.975, 2) = 4.3027, so that half of the interval is 4.3027 / sqrt(3) = 2.4841.
    expect(w2?.standings[0]?.interval?.high).toBeCloseTo(97.4841, 3);
    expect(w2?.standings.map(({ difference }) => difference)).toEqual([
      { mean: -3, seeds: 3 },
      { mean: -7, seeds: 3 },
    ]);
    expect(float?.standings[0]?.difference).toBeNull();
  });

  test("one that is shown better has rank 1 alone, and nearly all of the probability", () => {
    const [ranking] = rank(
      ["a", "w2a32", 90.0, 90.1, 90.2, 90.05],
      ["b", "w2a32", 95.0, 95.2, 95.1, 95.15],
      ["c", "w2a32", 90.1, 90.0, 90.15, 90.1],
    );
    expect(ranksOf(ranking as Ranking)).toEqual(
      [
        ["b", { low: 1, high: 1 }],
        ["a", { low: 2, high: 3 }],
        ["c", { low: 2, high: 3 }],
      ].sort(([x], [y]) => (x === "b" ? -1 : y === "b" ? 1 : 0)),
    );
    expect(ranking?.standings[0]?.ranked?.best).toBeGreaterThan(0.99);
    expect(leadOf(ranking as Ranking)).toMatchObject({ kind: "alone", first: { variant: "b" } });
  });

  test("methods that cross from seed to seed tie, and the likelier one is named first", () => {
    const [ranking] = rank(["a", "w2a32", 90, 92, 91], ["b", "w2a32", 91, 90, 92.5]);
    const lead = leadOf(ranking as Ranking);
    expect(lead).toMatchObject({ kind: "tie", first: { variant: "b" } });
    expect(lead?.tied.map(({ variant }) => variant)).toEqual(["a"]);
    const shares = ranking?.standings.map(({ ranked }) => ranked?.best ?? 0) ?? [];
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  test("who did not complete a run has a mean and no rank; the others are ranked, and nobody leads alone", () => {
    const [ranking] = rank(
      ["a", "w2a32", 99, 99.1, "timed-out"],
      ["b", "w2a32", 95.0, 95.2, 95.1],
      ["c", "w2a32", 90.1, 90.0, 90.15],
    );
    expect(ranksOf(ranking as Ranking)).toEqual([
      ["a", null],
      ["b", { low: 1, high: 1 }],
      ["c", { low: 2, high: 2 }],
    ]);
    expect(ranking?.standings[0]?.obstacle).toBe("1 of 3 runs did not complete");
    expect(leadOf(ranking as Ranking)).toMatchObject({ kind: "open", first: { variant: "b" } });
  });

  test("one seed ranks nothing, and skipped cells stay", () => {
    const [ranking] = rank(["a", "w2a32", 90], ["b", "w2a32", 95], ["c", "w2a32", "skipped"]);
    expect(ranking?.standings.map(({ variant, obstacle }) => [variant, obstacle])).toEqual([
      ["b", "one seed"],
      ["a", "one seed"],
      ["c", "no run completed"],
    ]);
    expect(leadOf(ranking as Ranking)).toMatchObject({ kind: "unranked", first: { variant: "b" } });
  });

  test("ranks rest on the seeds that all have", () => {
    const [ranking] = rank(["a", "w2a32", 90, 90.2, 90.1, 80], ["b", "w2a32", 95, 95.1, 95.3]);
    expect(ranking?.seeds).toEqual([0, 1, 2]);
    expect(ranking?.standings.find(({ variant }) => variant === "a")?.runs).toHaveLength(4);
  });
});

describe("contests", () => {
  const records = [0, 1, 2].map((seed) => made("a", "w2a32", seed, 90 + seed));
  const versionOf = versionsOf(new Map());

  test("engines do not meet", () => {
    const elsewhere = records.map((record) => ({ ...record, engine: { kind: "wasm", version: "5.0.0" } }));
    expect(contestsOf([...records, ...elsewhere], [], versionOf).map(({ cells }) => cells.length)).toEqual([3, 3]);
  });

  test("of a row only the newest code stays, and what is left out is counted", () => {
    const [first, ...rest] = records;
    const newer = rest.map((record) => {
      const keyParts = { ...record.keyParts, program: "newer" };
      return { ...record, keyParts, key: keyOf(keyParts), startedAt: "2030-01-01T00:00:00.000Z" };
    });
    const [contest] = contestsOf([first as CellRecord, ...newer], [], versionOf);
    expect(contest?.cells.map(({ cell }) => cell.seed)).toEqual([1, 2]);
    expect(contest?.outdated).toBe(1);
  });

  test("float starts of other code are another version, though their keys differ by seed anyway", () => {
    const float = (seed: number, program: string) => {
      const record = made("float", "w32a32", seed, 98);
      const keyParts = { ...record.keyParts, program };
      return { ...record, keyParts, key: keyOf(keyParts) };
    };
    const floats = [float(0, "old"), float(1, "old"), float(2, "new")];
    const lookup = versionsOf(new Map(floats.map((record) => [record.key, record])));
    const versions = records.map((record, seed) =>
      lookup({ ...record, keyParts: { ...record.keyParts, start: floats[seed]?.key ?? "" } }),
    );
    expect(versions[0]).toBe(versions[1]);
    expect(versions[2]).not.toBe(versions[0]);
  });
});
