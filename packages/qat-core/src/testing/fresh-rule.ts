import * as tf from "@tensorflow/tfjs-core";
import type { Setup, WeightRule } from "../method.ts";
import type { Moment } from "../moment.ts";
import { exerciseSteps, uniform } from "./exercise.ts";
import type { Subject } from "./subject.ts";

/** The moment of a step of the exercise at a constant rate. */
export function momentAt(step: number, steps = exerciseSteps, rate = 0.1): Moment {
  return { step, steps, progress: step / steps, rate, rateSum: rate * (step + 1) };
}

/** The first step, one in the middle and the last. */
export const someMoments: readonly Moment[] = [0, exerciseSteps / 2, exerciseSteps - 1].map((step) => momentAt(step));

/** Weights of two ranks, as a network has them. */
export const someWeights = (): tf.Tensor[] => [uniform([3, 3, 2, 4], 1), uniform([4, 6], 2)];

/**
 * Shows `inspect` a rule that was started on some weights, outside of any training, with those weights as variables. All
 * that it makes is disposed.
 */
export function withFreshRule<T>(
  subject: Subject,
  inspect: (rule: WeightRule, latents: readonly tf.Variable[]) => T,
  {
    weights = someWeights,
    setup = {},
  }: { readonly weights?: () => readonly tf.Tensor[]; readonly setup?: Partial<Setup> } = {},
): T {
  let result: { readonly of: T } | undefined;
  tf.tidy(() => {
    const latents = weights().map((weight) => tf.variable(weight, false));
    const { precision, grid } = subject;
    const rule = subject.variant.weights(latents, { precision, grid, steps: exerciseSteps, seed: 20, ...setup });
    result = { of: inspect(rule, latents) };
    tf.dispose([latents, Object.values(rule.state), rule.learned.map(({ value }) => value)]);
  });
  return (result as { readonly of: T }).of;
}

/** How a gradient of the live weights reaches latents and learned parameters: as it is, where a rule does not say. */
export function pull(
  rule: WeightRule,
  latents: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
  at: Moment,
): { readonly latents: readonly tf.Tensor[]; readonly learned: readonly tf.Tensor[] } {
  return rule.view(latents, at).pullback?.(gradients) ?? { latents: gradients, learned: [] };
}
