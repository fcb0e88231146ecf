import { cellId } from "qat-ledger";
import type { PlannedCell } from "qat-runner";
import { expect, test } from "vitest";
import { type AtBase, candidatesOf } from "../../src/matrix/candidate.ts";
import { completedRecord, definitionsOf, plannedCell } from "../fixtures/cells.ts";

const definitions = definitionsOf(["first", "second"], ["digits"]);
const seeds = (...cells: readonly ((seed: number) => PlannedCell)[]) =>
  [1, 2, 3].flatMap((seed) => cells.map((of) => of(seed)));

/** The fates of what head plans, base having these plans. */
function fates(head: readonly PlannedCell[], base: readonly PlannedCell[], records: readonly AtBase[] = []) {
  const known = new Map<string, AtBase>(base.map((planned) => [cellId(planned.cell), { from: "plan", planned }]));
  for (const each of records) if (each.from === "ledger") known.set(cellId(each.record.cell), each);
  return candidatesOf({
    head: { suite: {} as never, cells: head },
    definitions,
    baseOf: (cell) => known.get(cellId(cell)) ?? { lacks: "base has none" },
    starts: new Map(),
    changedFiles: [],
  });
}

test("cells that are alike but for seeds are one candidate, in the suite's order, seeds in theirs", () => {
  const cells = seeds(
    (seed) => plannedCell({ seed, variant: "second" }),
    (seed) => plannedCell({ seed }),
  );
  const base = cells.map(({ cell }) => plannedCell(cell, { program: "other" }));
  const candidates = fates(cells, base);
  expect(candidates.map(({ id }) => id)).toEqual(["second digits w2a32 wasm", "first digits w2a32 wasm"]);
  expect(candidates[0]?.cell).not.toHaveProperty("seed");
  expect(candidates[0]?.metric).toEqual({ name: "accuracy", unit: "%", direction: "higher" });
  const [first] = candidates;
  expect(first?.fate.kind === "changed" && first.fate.seeds.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  expect(first?.reasons).toEqual({ files: [], parts: ["program"] });
});

test("equal keys are unchanged, also where both sides skip or cannot build", () => {
  const cells = seeds(
    (seed) => plannedCell({ seed }),
    (seed) => plannedCell({ seed, variant: "second" }, { skip: "not at 2 bits" }),
  );
  expect(fates(cells, cells).map(({ fate }) => fate)).toEqual([{ kind: "unchanged" }, { kind: "unchanged" }]);
});

test("what one side cannot train is decided without training", () => {
  const whole = seeds((seed) => plannedCell({ seed }));
  const broken = seeds((seed) => plannedCell({ seed }, { program: "x", broken: "does not load" }));
  const skipped = seeds((seed) => plannedCell({ seed }, { program: "y", skip: "not at 2 bits" }));
  const fateOf = (head: readonly PlannedCell[], base: readonly PlannedCell[]) => fates(head, base)[0]?.fate;
  expect(fateOf(broken, whole)).toEqual({ kind: "failed", seed: 1, reason: "head cannot train it: does not load" });
  expect(fateOf(skipped, whole)).toMatchObject({ kind: "failed", reason: expect.stringContaining("not at 2 bits") });
  expect(fateOf(whole, broken)).toEqual({ kind: "not-comparable", reason: "base cannot train it: does not load" });
  expect(fateOf(whole, skipped)).toMatchObject({ kind: "not-comparable" });
  expect(fateOf(broken, skipped)).toMatchObject({ kind: "not-comparable" });
  expect(fateOf(whole, [])).toEqual({ kind: "not-comparable", reason: "base has none" });
});

test("seeds that a ledger lacks, or has of other data, are left out", () => {
  const head = seeds((seed) => plannedCell({ seed }));
  const record = (seed: number, data?: string): AtBase => ({
    from: "ledger",
    record: completedRecord(plannedCell({ seed }, { program: "other", ...(data === undefined ? {} : { data }) }), 90),
  });
  const [one] = fates(head, [], [record(1, "e".repeat(64)), record(3)]);
  expect(one?.fate.kind === "changed" && one.fate.seeds.map(({ seed }) => seed)).toEqual([3]);
  const [none] = fates(head, [], [record(1, "e".repeat(64))]);
  expect(none?.fate).toEqual({
    kind: "not-comparable",
    reason: "data: digits (eeeeeeeeeeee) at base, digits (dddddddddddd) at head",
  });
});
