import { activationChecks, activationSubjectsOf, checks, subjectsOf } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, test } from "vitest";
import { learnedStepWeights } from "./learned-step-weights.ts";
import { proximal } from "./proximal.ts";
import { method as ste } from "./straight-through.ts";

await openEngine({ kind: "wasm" });

/** What the broken rules are broken from. Nothing is exempt. */
const sound = {
  "straight-through estimation": ste.variants.default,
  "a learned step": learnedStepWeights,
  "proximal steps": proximal("l1"),
};

for (const [name, variant] of Object.entries(sound)) {
  for (const subject of subjectsOf(variant)) {
    describe(`${name} at ${subject.precision.name}`, () => {
      for (const check of checks.filter(({ concerns }) => concerns?.(subject) ?? true)) {
        test(check.name, () => check.run(subject));
      }
    });
  }
}

for (const subject of activationSubjectsOf(ste.variants.default)) {
  describe(`the suite's learned step, ${subject.signed ? "signed" : "unsigned"} at a${subject.bits}`, () => {
    for (const check of activationChecks) test(check.name, () => check.run(subject));
  });
}
