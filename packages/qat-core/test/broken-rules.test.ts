import { activationChecks, checks, describeMethod, leavesNothingBehind, methodChecks } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { activationMutants, methodMutants, mutants } from "./mutants/index.ts";
import { method as ste } from "./straight-through.ts";

await openEngine({ kind: "wasm" });

const failureOf = async (run: () => void | Promise<void>) => {
  try {
    await run();
    return "it passed";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe("a rule that", () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant.breaks.name, mutant] as const))(
    '%s fails: "%s"',
    async (_, __, { breaks, subject, message }) => {
      expect(breaks.concerns?.(subject) ?? true).toBe(true);
      expect(await failureOf(() => breaks.run(subject))).toMatch(message);
    },
  );
});

describe("an activation rule that", () => {
  test.each(activationMutants.map((mutant) => [mutant.name, mutant.breaks.name, mutant] as const))(
    '%s fails: "%s"',
    async (_, __, { breaks, subject, message }) => {
      expect(await failureOf(() => breaks.run(subject))).toMatch(message);
    },
  );
});

describe("a method that", () => {
  test.each(methodMutants.map((mutant) => [mutant.name, mutant.breaks.name, mutant] as const))(
    '%s fails: "%s"',
    async (_, __, { breaks, method, message }) => {
      expect(await failureOf(() => breaks.run(method))).toMatch(message);
    },
  );
});

test("a method without a default fails: has a name ...", async () => {
  const { default: _, ...variants } = ste.variants;
  const named = methodChecks.find(({ name }) => name.startsWith("has a name"));
  expect(await failureOf(() => named?.run({ ...ste, variants: variants as never }))).toMatch(
    /no variant named default/,
  );
});

test("every check has a rule that is broken for it, and a name of its own", () => {
  const broken = new Set<unknown>([...mutants, ...activationMutants, ...methodMutants].map(({ breaks }) => breaks));
  const all = [...methodChecks, ...checks, ...activationChecks];
  expect(all.filter((check) => !broken.has(check)).map(({ name }) => name)).toEqual([]);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(40);
});

test("an exemption must say why", () => {
  const exempt = [{ check: leavesNothingBehind, reason: " " }];
  expect(() => describeMethod(ste, { exempt })).toThrow(/without a reason/);
});
