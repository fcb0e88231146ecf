import * as tf from "@tensorflow/tfjs-core";
import { type LearnedParameter, type Schedule, schedule } from "qat-core";

/** What tells the variants apart. */
export interface Tempering {
  /** tau, the noise's largest amplitude in units of the rounding error, as a function of progress. */
  readonly temperature: Schedule;
  /** The learned scale of the gradient: the noise's own amplitude kappa (NT-A), or EWGS's delta (NT-B). */
  readonly gradientScale: "amplitude" | "element-wise";
}

/** tau = exp(-5 progress): a half-life of 0.14 of training. */
const decay = 5;
/** From here on tau is 0, so that training ends on what is exported, its running statistics included. */
const cold = 0.9;

/** tau: 1 at first, exponentially decaying to 1 % and then 0 for the last tenth of training. */
export const exponentialDecay: Schedule = (progress) =>
  progress < cold ? schedule.geometric(1, Math.exp(-decay))(progress) : 0;

/** What a record keeps of `exponentialDecay`. */
export const decayOptions = { decay, cold } as const;

export const smallestStep = 1e-8;

/**
 * A learned step size, whose rate has LSQ's factor 1 / sqrt(N Qp) (arXiv 1902.08153, sec. 2.2). As a factor of the gradient,
 * which with SGD is the same, Adam would divide it out again.
 * @param factor 1 / sqrt(N Qp)
 */
export function learnedStep(name: string, value: tf.Variable, factor: number): LearnedParameter {
  return { name, value, gradientScale: 1, bounds: [smallestStep, Number.MAX_VALUE], rateFactor: factor };
}

/**
 * kappa, the learned amplitude of a tensor's noise: 1 at first. Where the loss is convex the gradient of kappa is never
 * negative on average, so that learning alone would end the noise at once; the lower bound keeps a tenth of it.
 * @param factor 1 / sqrt(N Qp), on its gradient
 */
export function amplitude(name: string, factor: number): LearnedParameter {
  const value = tf.tidy(() => tf.variable(tf.scalar(1), false));
  return { name, value, gradientScale: factor, bounds: [0.1, 2], rateFactor: 1 };
}
