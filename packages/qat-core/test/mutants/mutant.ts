import type * as tf from "@tensorflow/tfjs-core";
import {
  type ActivationRule,
  controlledGrid,
  learnedStep,
  parsePrecision,
  type Setup,
  type Variant,
  type WeightRule,
} from "qat-core";
import type { ActivationCheck, ActivationSubject, Check, Subject } from "qat-core/testing";
import { method } from "../straight-through.ts";

/** What a broken rule does differently from a sound one. */
export type Defect = (rule: WeightRule, latents: readonly tf.Tensor[], setup: Setup) => Partial<WeightRule>;

/** A rule that is broken on purpose, and the check that has to say so. */
export interface Mutant {
  /** Completes "a rule that ...". */
  readonly name: string;
  readonly breaks: Check;
  readonly message: RegExp;
  readonly subject: Subject;
}

export const straightThrough: Variant = method.variants.default;

/** @param of the sound rule; straight-through estimation if not given */
export function mutant(
  name: string,
  breaks: Check,
  message: RegExp,
  defect: Defect | { readonly variant: Variant },
  { of = straightThrough, precision = "w2a32" }: { readonly of?: Variant; readonly precision?: string } = {},
): Mutant {
  const variant: Variant =
    "variant" in defect
      ? defect.variant
      : {
          ...of,
          weights(latents, setup) {
            const rule = of.weights(latents, setup);
            return { ...rule, ...defect(rule, latents, setup) };
          },
        };
  return { name, breaks, message, subject: subjectOf(variant, precision) };
}

export function subjectOf(variant: Variant, name: string): Subject {
  const precision = parsePrecision(name);
  return { variant, track: "controlled", precision, grid: controlledGrid(precision.weightLevels) };
}

/** An activation rule that is broken on purpose. */
export interface ActivationMutant {
  readonly name: string;
  readonly breaks: ActivationCheck;
  readonly message: RegExp;
  readonly subject: ActivationSubject;
}

export function activationMutant(
  name: string,
  breaks: ActivationCheck,
  message: RegExp,
  defect: (rule: ActivationRule) => Partial<ActivationRule>,
): ActivationMutant {
  const subject = {
    variant: withActivations(defect),
    track: "controlled",
    bits: 4,
    levels: 16,
    signed: false,
  } as const;
  return { name, breaks, message, subject };
}

/** Straight-through weights next to a learned step of activations with a defect. */
export function withActivations(defect: (rule: ActivationRule) => Partial<ActivationRule>): Variant {
  return {
    ...straightThrough,
    activations(setup) {
      const rule = learnedStep(setup);
      return { ...rule, ...defect(rule) };
    },
  };
}
