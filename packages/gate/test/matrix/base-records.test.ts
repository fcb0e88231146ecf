import { expect, test } from "vitest";
import { recordsByCell } from "../../src/matrix/base-records.ts";
import { cellOf, completedRecord, plannedCell } from "../fixtures/cells.ts";

const head = [plannedCell({}), plannedCell({ seed: 2 })];
const record = (
  options: Parameters<typeof plannedCell>[1],
  day: number,
  changes: Parameters<typeof plannedCell>[0] = {},
) => completedRecord(plannedCell(changes, options), 90 + day, { startedAt: `2026-01-0${day}T00:00:00.000Z` });

test("of several records of one cell the latest that can be compared counts, else the latest", () => {
  const older = record({ program: "older" }, 1);
  const newer = record({ program: "newer" }, 2);
  const elsewhere = record({ version: "2.0" }, 3);
  expect(recordsByCell([elsewhere, older, newer], head)(cellOf())).toEqual({ from: "ledger", record: newer });
  const others = [record({ version: "3.0" }, 4), elsewhere];
  expect(recordsByCell(others, head)(cellOf())).toEqual({ from: "ledger", record: others[0] });
});

test("where there is none, it is said what the nearest is", () => {
  const lacks = (...records: Parameters<typeof recordsByCell>[0] extends Iterable<infer R> ? R[] : never) =>
    recordsByCell(records, head)(cellOf({ seed: 2 }));
  expect(lacks()).toEqual({ lacks: "the ledger has no record of first digits w2a32" });
  expect(lacks(record({}, 1, { precision: "w4a32" }))).toEqual({
    lacks: "the ledger has no record of first digits w2a32",
  });
  expect(lacks(record({}, 1))).toEqual({ lacks: "the ledger has no record of these seeds" });
  expect(lacks(record({}, 1, { budget: 0.1, device: "native" }))).toEqual({
    lacks: "the ledger has other cells: device native at base, wasm at head, budget 0.1 at base, 1 at head",
  });
});
