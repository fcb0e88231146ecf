import { describe, expect, test } from "vitest";
import type { Method } from "../method.ts";
import type { Track } from "../track.ts";
import { activationChecks, checks, methodChecks } from "./all-checks.ts";
import type { ActivationCheck, Check } from "./check.ts";
import { activationSubjectsOf, subjectsOf, variantName } from "./subject.ts";

/** A requirement that does not bind a method. It is tested, too: an exemption that is not needed fails. */
export interface Exemption {
  readonly check: Check | ActivationCheck;
  /** Only this variant, as `default` or `lsq`; without it, all. */
  readonly variant?: string;
  /** Only this precision, or `a4` of activations; without it, all. */
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

  function testAll<S extends { readonly track: Track }>(
    all: readonly Check<S>[],
    subject: S,
    variant: string,
    precision: string,
  ) {
    for (const check of all.filter((candidate) => candidate.concerns?.(subject) ?? true)) {
      const exemption = exempt.find(
        (one) =>
          (one.check as unknown) === check &&
          (one.variant ?? variant) === variant &&
          (one.precision ?? precision) === precision &&
          (one.track ?? subject.track) === subject.track,
      );
      if (exemption) {
        test(`is exempt, and has to be: ${check.name} (${exemption.reason})`, async () => {
          await expect(Promise.resolve().then(() => check.run(subject))).rejects.toThrow();
        });
      } else test(check.name, () => check.run(subject));
    }
  }

  const onTrack = ({ track }: { readonly track: Track }) => (track === "controlled" ? "" : ", as published");
  describe(`the method ${method.name}`, () => {
    for (const check of methodChecks) test(check.name, () => check.run(method));
  });
  for (const [key, variant] of Object.entries(method.variants)) {
    for (const subject of subjectsOf(variant)) {
      describe(`${variantName(method, key)} at ${subject.precision.name}${onTrack(subject)}`, () => {
        testAll(checks, subject, key, subject.precision.name);
      });
    }
    for (const subject of activationSubjectsOf(variant)) {
      const sign = subject.signed ? "signed" : "unsigned";
      describe(`${variantName(method, key)}, ${sign} activations at a${subject.bits}${onTrack(subject)}`, () => {
        testAll(activationChecks, subject, key, `a${subject.bits}`);
      });
    }
  }
}
