import * as tf from "@tensorflow/tfjs-core";
import { philoxUniform } from "qat-ops";
import type { ActivationRule } from "../activation/activation-rule.ts";
import { learnedStep } from "../activation/learned-step.ts";
import type { Moment } from "../moment.ts";
import { read } from "./snapshot.ts";
import type { ActivationSubject } from "./subject.ts";

/** A batch of activations: 8 examples of 12 features; never negative where the subject is not signed. */
export function someActivations({ signed }: ActivationSubject, size = 1): tf.Tensor {
  const draws = Array.from(philoxUniform(96, [4, 2]), (x) => size * (signed ? x : Math.max(0, x)));
  return tf.tensor(draws, [8, 12]);
}

/**
 * Shows `inspect` a rule for one activation, initialised from a batch as training does it. All that it makes is disposed.
 * @param first the batch; some activations, if not given
 */
export async function withFreshActivation<T>(
  subject: ActivationSubject,
  inspect: (rule: ActivationRule) => T | Promise<T>,
  first: (subject: ActivationSubject) => tf.Tensor = someActivations,
  name = "relu",
): Promise<T> {
  const { variant, levels, signed } = subject;
  const rule = (variant.activations ?? learnedStep)({ name, levels, signed, seed: 5 });
  try {
    tf.tidy(() => rule.initialise(first(subject)));
    return await inspect(rule);
  } finally {
    tf.dispose([rule.learned.map(({ value }) => value), Object.values(rule.state)]);
  }
}

export interface Passed {
  readonly out: readonly number[];
  /** Of the activations, for a gradient `dy` of what comes out. */
  readonly dx: readonly number[];
  readonly learned: readonly number[][];
}

/** What a rule makes of activations, and how a gradient goes back through it. */
export function passThrough(rule: ActivationRule, x: () => tf.Tensor, dy: number, at: Moment): Passed {
  let passed: Passed | undefined;
  tf.tidy(() => {
    const input = x();
    const own = rule.learned.map(({ value }) => tf.clone(value));
    const view = (...[xs, ...learned]: tf.Tensor[]) => rule.view(xs as tf.Tensor, learned, at);
    const { value, grads } = tf.valueAndGrads(view)([input, ...own], tf.fill(input.shape, dy));
    const [out = [], dx = [], ...learned] = read([value, ...grads]);
    passed = { out, dx, learned };
  });
  return passed as Passed;
}
