import { rm } from "node:fs/promises";
import { InputError } from "qat-core";
import { describe, expect, test } from "vitest";
import { acceptanceOf } from "../../src/accepted/acceptance.ts";
import { loadAccepted, parseAccepted } from "../../src/accepted/accepted.ts";
import { makeFolder } from "../fixtures/repository.ts";

const entry = { variant: "first", task: "digits", precision: "w2a32", reason: "known", expires: "2026-12-31" };
const cell = { variant: "first", task: "digits", precision: "w2a32" };
const today = "2026-12-31";

describe("the file of accepted regressions", () => {
  const parse = (text: string) => parseAccepted(text, "accepted-regressions.json");

  test("is read, and need not be there", async () => {
    expect(parse(JSON.stringify({ accepted: [entry, { ...entry, precision: "*", worst: 1.5 }] }))).toHaveLength(2);
    const root = await makeFolder();
    expect(await loadAccepted({ root })).toEqual([]);
    await rm(root, { recursive: true });
  });

  test("is refused where it is no JSON", () => {
    expect(() => parse("{")).toThrow(InputError);
    expect(() => parse("{")).toThrow("accepted-regressions.json is no JSON");
  });

  test.each([
    ["a field is missing", { ...entry, reason: undefined }, "reason"],
    ["a reason is empty", { ...entry, reason: "" }, "reason"],
    ["a date is none", { ...entry, expires: "2026-02-30" }, "expires"],
    ["a loss is none", { ...entry, worst: -1 }, "worst"],
    ["a field is not known", { ...entry, untill: "2026" }, "untill"],
  ])("is refused where %s", (_what, wrong, field) => {
    expect(() => parse(JSON.stringify({ accepted: [entry, wrong] }))).toThrow(InputError);
    expect(() => parse(JSON.stringify({ accepted: [entry, wrong] }))).toThrow(field);
  });
});

describe("a regression", () => {
  test("is accepted up to the day, and as far as it says", () => {
    expect(acceptanceOf([entry], cell, 3, today)).toEqual({ entry, state: "accepted" });
    expect(acceptanceOf([entry], cell, 3, "2027-01-01")).toEqual({ entry, state: "expired" });
    const upTo = { ...entry, worst: 2 };
    expect(acceptanceOf([upTo], cell, 2, today)?.state).toBe("accepted");
    expect(acceptanceOf([upTo], cell, 2.01, today)?.state).toBe("worse");
  });

  test("is accepted at every precision by *, and nowhere else", () => {
    expect(acceptanceOf([{ ...entry, precision: "*" }], { ...cell, precision: "w1a32" }, 1, today)?.state).toBe(
      "accepted",
    );
    for (const other of [{ variant: "first/other" }, { task: "letters" }, { precision: "w1a32" }]) {
      expect(acceptanceOf([entry], { ...cell, ...other }, 1, today)).toBeNull();
    }
  });

  test("is accepted where one of several entries accepts it", () => {
    const expired = { ...entry, expires: "2020-01-01" };
    expect(acceptanceOf([expired, entry], cell, 1, today)).toEqual({ entry, state: "accepted" });
    expect(acceptanceOf([expired], cell, 1, today)).toEqual({ entry: expired, state: "expired" });
  });
});
