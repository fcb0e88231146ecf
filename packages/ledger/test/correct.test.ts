import { expect, test } from "vitest";
import { correctOf, recordSchema } from "../src/index.ts";
import { completedRecord } from "./records.ts";

const metric = { ...completedRecord().metric, examples: 10 };
const bytes = (...values: readonly number[]) => Buffer.from(values).toString("base64");

test("the lowest bit of the first byte is the first example, and what fills up the last byte is none", () => {
  expect(correctOf({ metric, correct: bytes(0b0000_0101, 0b1111_1110) })).toEqual([
    ...[true, false, true, false, false, false, false, false],
    ...[false, true],
  ]);
});

test("a record that does not say which has none", () => {
  expect(correctOf(completedRecord())).toBeNull();
});

test.each([
  ["as many bits as examples", bytes(5, 2), true],
  ["too few", bytes(5), false],
  ["too many", bytes(5, 2, 0), false],
  ["what is no base64", "!!", false],
])("a record with %s is accepted: %3$s", (_, correct, accepted) => {
  expect(recordSchema.safeParse({ ...completedRecord(), metric, correct }).success).toBe(accepted);
});
