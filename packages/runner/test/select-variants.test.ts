import { describe, expect, test } from "vitest";
import { selectVariants } from "../src/plan/select-variants.ts";

const known = ["fp32", "parq", "parq/aprox", "ste", "ste/clipped", "ste/lsq"];

describe("patterns select variants, in the order they are installed", () => {
  test.each([
    [
      ["ste", "fp32"],
      ["fp32", "ste"],
    ],
    [["*"], ["fp32", "parq", "ste"]],
    [
      ["*", "!fp32"],
      ["parq", "ste"],
    ],
    [["*/*"], known],
    [["ste/*"], ["ste", "ste/clipped", "ste/lsq"]],
    [
      ["*/*", "!ste/*"],
      ["fp32", "parq", "parq/aprox"],
    ],
    [["!ste", "ste"], ["ste"]],
    [["ste/lsq"], ["ste/lsq"]],
  ])("%j", (patterns, selected) => {
    expect(selectVariants(patterns, known)).toEqual(selected);
  });
});

test.each([
  ["stee", "did you mean ste?"],
  ["ste/lqs", "did you mean ste/lsq?"],
  ["!pqrq", "did you mean parq?"],
  ["nothing-like-it", "fp32, parq, parq/aprox"],
  ["lsq/*", "unknown variant"],
])("an unknown pattern %s is refused: %s", (pattern, message) => {
  expect(() => selectVariants([pattern], known)).toThrow(message);
});
