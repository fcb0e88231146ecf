import { expect, test } from "vitest";
import type { SeedPair } from "../../src/matrix/candidate.ts";
import { affordableSeeds, secondsByCell } from "../../src/train/affordable.ts";
import { trainingOrder } from "../../src/train/order.ts";
import { completedRecord, failedRecord, plannedCell } from "../fixtures/cells.ts";

const float = plannedCell({ variant: "float", precision: "w32a32" }, { isStart: true });

/** A pair of one variant whose head starts from the float network. */
function pair(variant: string, seed: number, start?: string): SeedPair {
  return {
    seed,
    base: { from: "plan", planned: plannedCell({ variant, seed }, { program: "base" }) },
    head: plannedCell({ variant, seed }, { program: "head", ...(start === undefined ? {} : { start }) }),
  };
}

const named = (pairs: readonly (readonly SeedPair[])[], starts = new Map([[float.key, float]])) =>
  trainingOrder(pairs, starts).map(({ side, planned }) => `${side} ${planned.cell.variant} ${planned.cell.seed}`);

test("a whole seed before the next, both sides of a pair together, whichever comes first by turns", () => {
  const pairs = ["first", "second"].map((variant) => [pair(variant, 1), pair(variant, 2)]);
  expect(named(pairs)).toEqual([
    "base first 1",
    "head first 1",
    "head second 1",
    "base second 1",
    "head first 2",
    "base first 2",
    "base second 2",
    "head second 2",
  ]);
});

test("float cells come before those that start from them, and records of a ledger are not trained", () => {
  const record = completedRecord(plannedCell({ variant: "second" }), 90);
  const fromLedger: SeedPair = { ...pair("second", 1), base: { from: "ledger", record } };
  expect(named([[pair("first", 1, float.key)], [fromLedger]])).toEqual([
    "head float 1",
    "base first 1",
    "head first 1",
    "head second 1",
  ]);
  expect(named([])).toEqual([]);
});

test("seconds are the mean of what cells took, whatever their seed and side", () => {
  const records = [
    completedRecord(plannedCell({ seed: 1 }), 90, { seconds: { load: 1, train: 8, evaluate: 1 } }),
    completedRecord(plannedCell({ seed: 2 }, { program: "other" }), 90, {
      seconds: { load: 0, train: 20, evaluate: 0 },
    }),
    failedRecord(plannedCell({ seed: 3 }), "no time is known of it"),
    completedRecord(plannedCell({ variant: "second" }), 90, { seconds: { load: 1, train: 2, evaluate: 0 } }),
  ];
  expect([...secondsByCell(records).values()]).toEqual([15, 3]);
});

test("seeds are affordable as long as what is missing of them fits into the budget of all slots", () => {
  const seconds = secondsByCell([completedRecord(plannedCell({ variant: "first" }), 90)]);
  const rounds = [2, 3, 4, 5].map((seed) => trainingOrder([[pair("first", seed)]], new Map()));
  // A seed is two cells of 10 seconds.
  expect(affordableSeeds(rounds, seconds, 19, 1)).toBe(0);
  expect(affordableSeeds(rounds, seconds, 20, 1)).toBe(1);
  expect(affordableSeeds(rounds, seconds, 39, 2)).toBe(3);
  expect(affordableSeeds(rounds, seconds, 1000, 2)).toBe(4);
  expect(affordableSeeds([], seconds, 1000, 2)).toBe(0);
  // What has a record costs nothing; what nothing is known of costs what the others do on average.
  expect(affordableSeeds([[], ...rounds], seconds, 20, 1)).toBe(2);
  const unknown = [trainingOrder([[pair("second", 2)]], new Map())];
  expect(affordableSeeds(unknown, seconds, 19, 1)).toBe(0);
  expect(affordableSeeds(unknown, seconds, 20, 1)).toBe(1);
});
