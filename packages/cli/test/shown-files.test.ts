import { expect, test } from "vitest";
import { shownFiles } from "../src/shown-files.ts";

const files = (count: number, state: (i: number) => string, folder = "/data") =>
  Array.from({ length: count }, (_, i) => ({ name: `t${i}`, state: state(i), path: `${folder}/t${i}` }));
const rows = (shown: readonly { name: string; state: string; path: string | null }[]) =>
  shown.map(({ name, state, path }) => `${name}: ${state}, ${path}`);

test("few files are shown one by one", () => {
  const few = files(12, () => "right");
  expect(shownFiles(few, ({ state }) => state)).toEqual(few);
});

test("of many, those that are alike share a row, and what differs has its own", () => {
  const many = files(20, (i) => (i === 7 ? "altered" : "right"));
  expect(rows(shownFiles(many, ({ state }) => state))).toEqual([
    "t0 ... t6 (7 files): right, /data",
    "t7: altered, /data/t7",
    "t8 ... t19 (12 files): right, /data",
  ]);
});

test("files of another folder, or of none, have a row of their own", () => {
  const mixed = [
    ...files(10, () => "right"),
    ...files(2, () => "right", "/other"),
    ...files(3, () => "missing").map((file) => ({ ...file, path: null })),
  ];
  expect(rows(shownFiles(mixed, ({ state }) => state))).toEqual([
    "t0 ... t9 (10 files): right, /data",
    "t0 ... t1 (2 files): right, /other",
    "t0 ... t2 (3 files): missing, null",
  ]);
});
