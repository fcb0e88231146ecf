import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { attemptsOf, maximumRecordBytes } from "../src/index.ts";
import { at, contents, day, failed, fates, into, merge, one, put } from "./merging.ts";
import { failedRecord } from "./records.ts";

describe("a record that is not final", () => {
  const attempt = { startedAt: day(1), status: "failed", reason: "out of memory" };

  test("gives way to a final one, whose attempt it becomes", async () => {
    await put("into", failed);
    await put("a", one);
    const files = await merge(["a"]);
    expect(files).toMatchObject([{ fate: "replaced", why: expect.stringContaining("failed") }]);
    expect(await into(one.key)).toEqual({ ...one, attempts: [attempt] });
    expect(fates(await merge(["a"]))).toEqual(["equal"]);
  });

  test("is its attempt in whatever order ledgers are named", async () => {
    await put("a", one);
    await put("b", failed);
    expect(fates(await merge(["a", "b"]))).toEqual(["copied", "joined"]);
    expect(await into(one.key)).toEqual({ ...one, attempts: [attempt] });
    await rm(at("into"), { recursive: true });
    expect(fates(await merge(["b", "a"]))).toEqual(["joined", "copied"]);
    expect(await into(one.key)).toEqual({ ...one, attempts: [attempt] });
  });

  test("changes nothing of a final one that is there", async () => {
    await put("into", one);
    await put("a", failed);
    const before = await contents("into");
    expect(await merge(["a"])).toMatchObject([{ fate: "passed over", why: expect.stringContaining(at("into")) }]);
    expect(await contents("into")).toEqual(before);
  });

  test("and another: the later stays, with all attempts, oldest first", async () => {
    const earliest = { startedAt: day(2), status: "timed-out", reason: "slow" } as const;
    const later = failedRecord(one, day(3), "thrown", [earliest]);
    const expected = { ...later, attempts: [attempt, earliest] };
    await put("into", failed);
    await put("a", later);
    expect(fates(await merge(["a"]))).toEqual(["replaced"]);
    expect(await into(one.key)).toEqual(expected);
    expect(fates(await merge(["a"]))).toEqual(["equal"]);

    await put("b", failed);
    await put("into", later);
    expect(fates(await merge(["b"]))).toEqual(["joined"]);
    expect(await into(one.key)).toEqual(expected);
    expect(fates(await merge(["b"]))).toEqual(["equal"]);
  });

  test("of the same moment joins what is there, once", async () => {
    await put("into", failed);
    await put("a", failedRecord(one, day(1), "another reason"));
    expect(fates(await merge(["a"]))).toEqual(["joined"]);
    expect(await into(one.key)).toMatchObject({ reason: "out of memory", attempts: [{ reason: "another reason" }] });
    expect(fates(await merge(["a"]))).toEqual(["equal"]);
  });

  test.each([
    ["the same weights", one.weightHash, "bit-identical"],
    ["other weights", "0".repeat(64), "different"],
  ])("that had completed before with %s says whether the cell repeats", async (_, weightHash, repeatability) => {
    const completed = { startedAt: day(1), status: "completed", weightHash } as const;
    await put("into", failedRecord(one, day(2), "thrown", [completed]));
    await put("a", one);
    await merge(["a"]);
    expect(await into(one.key)).toMatchObject({
      status: "completed",
      repeatability,
      attempts: [completed, { startedAt: day(2) }],
    });
  });

  test("never makes a run an attempt of itself", async () => {
    await put("into", failedRecord(one, day(6), "interrupted", attemptsOf(one)));
    await put("a", one);
    await merge(["a"]);
    expect(await into(one.key)).toEqual({
      ...one,
      attempts: [{ startedAt: day(6), status: "failed", reason: "interrupted" }],
    });
  });

  test("whose attempts would make the record too large stays, and is said", async () => {
    const attempts = Array.from({ length: 300 }, (_, i) => ({ ...attempt, reason: `${i}`.padEnd(490) }) as const);
    await put("into", failedRecord(one, day(2), "thrown", attempts as never));
    await put(
      "a",
      failedRecord(one, day(3), "again", attempts.map((each) => ({ ...each, startedAt: day(2) })) as never),
    );
    const before = await contents("into");
    const files = await merge(["a"]);
    expect(files).toMatchObject([{ fate: "unusable", why: expect.stringContaining(String(maximumRecordBytes)) }]);
    expect(await contents("into")).toEqual(before);
  });
});
