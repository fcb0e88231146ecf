import { describe, expect, test } from "vitest";
import type { Method } from "../method.ts";
import type { Track } from "../track.ts";
import { quantizesActivations } from "./activation-check.ts";
import type { Check, MethodCheck } from "./check.ts";
import {
  exportsRowsOfChannels,
  exportsTheGrid,
  quantizesItsExportToItself,
  quantizesWithoutSideEffects,
} from "./export-checks.ts";
import { isWellNamed, refusesWithAReason } from "./method-checks.ts";
import { endsAtTheOptimum } from "./parabola-check.ts";
import { continuesFromACheckpoint, leaksNoTensor, repeatsBitForBit } from "./state-checks.ts";
import { isTheOptimizerAtFloat, movesByTheRule, staysFinite } from "./step-checks.ts";
import { subjectsOf, variantName } from "./subject.ts";

/** What every method must meet as a whole. */
export const methodChecks: readonly MethodCheck[] = [isWellNamed, refusesWithAReason];

/** What every variant must meet at every tested precision that it supports. */
export const checks: readonly Check[] = [
  exportsTheGrid,
  exportsRowsOfChannels,
  quantizesItsExportToItself,
  quantizesWithoutSideEffects,
  staysFinite,
  movesByTheRule,
  isTheOptimizerAtFloat,
  endsAtTheOptimum,
  repeatsBitForBit,
  continuesFromACheckpoint,
  leaksNoTensor,
  quantizesActivations,
];

/** A requirement that does not bind a method. It is tested, too: an exemption that is not needed fails. */
export interface Exemption {
  readonly check: Check;
  /** Only this variant, as `default` or `lsq`; without it, all. */
  readonly variant?: string;
  /** Only this precision; without it, all. */
  readonly precision?: string;
  /** Only this track; without it, both. */
  readonly track?: Track;
  /** Why the requirement does not bind this method. */
  readonly reason: string;
}

/**
 * The conformance tests that every method's package runs, after opening an engine:
 *
 *     await openEngine({ kind: "wasm" });
 *     describeMethod(method);
 *
 * @throws {Error} for an exemption without a reason
 */
export function describeMethod(method: Method, { exempt = [] }: { exempt?: readonly Exemption[] } = {}): void {
  for (const { check, reason } of exempt) {
    if (reason.trim() === "") throw new Error(`exempt from "${check.name}" without a reason; write down why`);
  }
  describe(`the method ${method.name}`, () => {
    for (const check of methodChecks) test(check.name, () => check.run(method));
  });
  for (const [key, variant] of Object.entries(method.variants)) {
    for (const subject of subjectsOf(variant)) {
      const precision = subject.precision.name;
      describe(`${variantName(method, key)} at ${precision}${subject.track === "controlled" ? "" : ", as published"}`, () => {
        for (const check of checks.filter((candidate) => candidate.concerns?.(subject) ?? true)) {
          const exemption = exempt.find(
            (one) =>
              one.check === check &&
              (one.variant ?? key) === key &&
              (one.precision ?? precision) === precision &&
              (one.track ?? subject.track) === subject.track,
          );
          if (exemption) {
            test(`is exempt, and has to be: ${check.name} (${exemption.reason})`, async () => {
              await expect(Promise.resolve().then(() => check.run(subject))).rejects.toThrow();
            });
          } else test(check.name, () => check.run(subject));
        }
      });
    }
  }
}
