import { activationChecks, type Check, checks } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { activationMutants, mutants } from "./mutants/index.ts";

await openEngine({ kind: "wasm" });

/** What is so broken that no run gets far: most checks say so, each in its own words. */
const beyondTraining = new Set([
  "shows its live weights flat",
  "shows no live weight of the last latent",
  "refits its codebooks when it is looked at",
  "transposes a gradient",
  "pulls back to something it does not learn",
  "divides a gradient by zero",
  "divides by zero",
  "settles its latents flat",
  "has a rate for one latent only",
  "names all it learns alike",
  "has bounds the wrong way round",
  "exports codes outside of the codebook",
  "remembers complex numbers",
]);

async function failing<S>(all: readonly Check<S>[], subject: S): Promise<Check<S>[]> {
  const failed: Check<S>[] = [];
  for (const check of all.filter(({ concerns }) => concerns?.(subject) ?? true)) {
    try {
      await check.run(subject);
    } catch {
      failed.push(check);
    }
  }
  return failed;
}

describe("what is wrong is told apart: a quarter of the checks fail, at most, for a rule that", () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))("%s", async (name, { breaks, subject }) => {
    const failed = await failing(checks, subject);
    expect(failed).toContain(breaks);
    expect(failed.length > checks.length / 4, failed.map((check) => check.name).join("; ")).toBe(
      beyondTraining.has(name),
    );
  });
});

describe("two checks fail, at most, for an activation rule that", () => {
  test.each(activationMutants.map((mutant) => [mutant.name, mutant] as const))("%s", async (_, { breaks, subject }) => {
    const failed = await failing(activationChecks, subject);
    expect(failed).toContain(breaks);
    expect(failed.length).toBeLessThanOrEqual(2);
  });
});
