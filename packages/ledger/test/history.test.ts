import { expect, test } from "vitest";
import { type CellRecord, historyOf } from "../src/index.ts";
import { failedRecord, keyedRecord, manifestOf } from "./records.ts";

const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;
const before = keyedRecord({}, { keyParts: { program: "old" } });
const after = keyedRecord({}, { keyParts: { program: "new" } });
const other = keyedRecord({ seed: 2 });
const records = new Map<string, CellRecord>([before, after, other].map((record) => [record.key, record]));

test("each cell has its runs, oldest first, whatever its key and the order of manifests", () => {
  const histories = historyOf(
    [
      manifestOf("c", day(3), [after.key], { commit: "three", suite: "pr", dirty: true }),
      manifestOf("a", day(1), [before.key, other.key], { commit: "one" }),
      manifestOf("b", day(2), [before.key], { commit: "two" }),
    ],
    records,
  );
  expect(histories.map(({ cell }) => cell)).toEqual([before.cell, other.cell]);
  const [first, second] = histories;
  expect(first?.points).toEqual([
    { at: day(1), suite: "smoke", commit: "one", dirty: false, key: before.key, changed: false, record: before },
    { at: day(2), suite: "smoke", commit: "two", dirty: false, key: before.key, changed: false, record: before },
    { at: day(3), suite: "pr", commit: "three", dirty: true, key: after.key, changed: true, record: after },
  ]);
  expect(second?.points).toMatchObject([{ key: other.key, changed: false }]);
});

test("a key that goes back to an earlier one has changed too", () => {
  const keys = [before.key, after.key, before.key];
  const runs = keys.map((key, i) => manifestOf(`${i}`, day(i + 1), [key]));
  expect(historyOf(runs, records)[0]?.points.map(({ changed }) => changed)).toEqual([false, true, true]);
});

test("cells that differ in any field of their description stand apart", () => {
  const cells = [
    { variant: "ste/lsq" },
    { task: "resnet8-fashion" },
    { track: "as-published" as const },
    { budget: 0.5 },
    { trainOn: "full" as const },
    { precision: "w1a32" },
    { seed: 3 },
    { device: "native" as const },
    {},
  ].map((cell) => keyedRecord(cell));
  const run = manifestOf(
    "a",
    day(1),
    cells.map(({ key }) => key),
  );
  expect(historyOf([run], new Map(cells.map((each) => [each.key, each])))).toHaveLength(cells.length);
});

test("what failed is a point as well; what has no record is none", () => {
  const failed = failedRecord(before, day(1), "thrown");
  const run = manifestOf("a", day(1), [failed.key, "f".repeat(32)]);
  expect(historyOf([run], new Map([[failed.key, failed]]))).toEqual([
    { cell: failed.cell, points: [expect.objectContaining({ record: failed })] },
  ]);
});

test("without runs there is none", () => {
  expect(historyOf([], records)).toEqual([]);
});
