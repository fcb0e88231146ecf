import { expect, test } from "vitest";
import { differingParts, whyNotComparable } from "../../src/matrix/differences.ts";
import { reasonsOf } from "../../src/matrix/reasons.ts";
import { completedRecord, plannedCell } from "../fixtures/cells.ts";

const head = plannedCell({});

test("sources may differ: program, packages and the float network that a cell starts from", () => {
  for (const options of [{ program: "other" }, { packages: "other" }, { start: "other" }]) {
    const base = plannedCell({}, options);
    expect(differingParts(base, head)).toEqual(Object.keys(options));
    expect(whyNotComparable(base, head)).toBeNull();
  }
  expect(differingParts(head, head)).toEqual([]);
});

test("other data, or another engine, is no base, and is named", () => {
  const data = plannedCell({}, { data: "e".repeat(64), program: "other" });
  expect(whyNotComparable(data, head)).toBe("data: digits (eeeeeeeeeeee) at base, digits (dddddddddddd) at head");
  const engine = plannedCell({}, { version: "2.0" });
  expect(whyNotComparable(engine, head)).toBe("engine: version 2.0 at base, 1.0 at head");
  const both = plannedCell({}, { version: "2.0", data: "e".repeat(64) });
  expect(whyNotComparable(both, head)).toMatch(/^data: .*; engine: /);
});

test("an engine's fields that only one side has are named, and so is a part of keys that this version does not know", () => {
  const native = { ...plannedCell({}, { version: "2.0" }), engine: { kind: "wasm", version: "2.0", threads: 1 } };
  expect(whyNotComparable(native, head)).toBe("engine: version 2.0 at base, 1.0 at head, threads 1 at base, - at head");
  const older = { ...head, keyParts: { ...head.keyParts, rounding: "x" } };
  expect(whyNotComparable(older, head)).toBe("rounding: x at base, none at head");
});

test("a record of an older version hashes its cell otherwise, and is of the same cell", () => {
  const record = completedRecord(head, 90);
  expect(whyNotComparable({ ...record, keyParts: { ...record.keyParts, cell: "older" } }, head)).toBeNull();
});

test("the reasons are the changed files that one of the programs holds, the float network's among them", () => {
  const start = plannedCell({ variant: "float" }, { sources: ["float.ts"], isStart: true });
  const base = plannedCell({}, { program: "other", sources: ["a.ts", "gone.ts"] });
  const here = plannedCell({}, { sources: ["a.ts", "b.ts"], start: start.key });
  const starts = new Map([[start.key, start]]);
  expect(reasonsOf(base, here, ["b.ts", "docs.md", "float.ts", "gone.ts"], starts)).toEqual({
    files: ["b.ts", "float.ts", "gone.ts"],
    parts: ["program", "start"],
  });
  expect(reasonsOf(here, here, ["a.ts"], starts)).toEqual({ files: ["a.ts"], parts: [] });
});
