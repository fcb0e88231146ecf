/**
 * The rate U that takes the place of the learning rate, steered so that the running transition rate K follows its target R:
 *
 *     K <- m K + (1 - m) k                          eq. 10, k the share of weights whose code the last step changed (eq. 5)
 *     additive:        U <- max(0, U + eta (R - K)) eq. 11
 *     multiplicative:  U <- m U + (1 - m) U R / (K + 1e-8)             the released code's rule (its supplement's eq. S2)
 *     U <- min(U, 10 U0)                            a guard of this suite's
 *
 * The guard, with no update in a step without any gradient: where R is out of reach, or where latents are outside of the
 * grid and get no gradient, K stays below R and U grows without end; unguarded the additive rule reaches 130 U0 and the
 * multiplicative one infinity.
 *
 * U0 is the recipe's highest rate, as the paper starts U where the plain optimizer would start. A method sees the rate of
 * its step only, and recipes warm up: as long as the rate grows U is the rate, and steering begins at the first step
 * that does not exceed all before. A rate that never grows is steered from its first step on.
 *
 * m is 0.99 in the paper and eta = U0, for runs of about 80,000 steps. A mean over 100 steps is a sixth of a run of 600, so that
 * the mean's window is 0.4 % of a short run, ten steps at least, and eta = U0 100 / window: the loop is as much faster as
 * its window is shorter, and damped as the paper's.
 */
import * as tf from "@tensorflow/tfjs-core";

/** The next rate, from U, K, the target R, U0 and m; scalars. */
export type SteeringRule = (
  rate: tf.Tensor,
  running: tf.Tensor,
  target: number,
  start: tf.Tensor,
  memory: number,
) => tf.Tensor;

/** Eq. 11. */
export const additive: SteeringRule = (rate, running, target, start, memory) => {
  const eta = tf.mul(start, 100 * (1 - memory));
  return tf.maximum(tf.add(rate, tf.mul(eta, tf.sub(target, running))), 0);
};

/** The released code's rule. */
export const multiplicative: SteeringRule = (rate, running, target, _, memory) =>
  tf.mul(rate, tf.add(memory, tf.div((1 - memory) * target, tf.add(running, 1e-8))));

/** What a training run's steered rates have in common. */
export interface Steering {
  readonly rule: SteeringRule;
  /** m of eq. 10: `memoryOf` the run. */
  readonly memory: number;
}

/** The rate of one group of tensors. Everything stays in the engine. */
export interface SteeredRate {
  /** U. */
  readonly rate: tf.Variable<tf.Rank.R0>;
  /** K. */
  readonly running: tf.Variable<tf.Rank.R0>;
  readonly state: Readonly<Record<string, tf.Variable>>;
  /** U for this step. @param rate the recipe's, at this step */
  next(rate: number): tf.Scalar;
  /**
   * Counts a step's transitions, and steers U for the next step.
   * @param transitions k, a scalar in [0, 1]
   * @param active 1 where any weight had a gradient, else 0: a scalar
   * @param target R at this step
   */
  observe(transitions: tf.Tensor, active: tf.Tensor, target: number): void;
}

/** U may grow to this many times U0. */
const largest = 10;

/**
 * @param target R at the start of training, where K starts: a first K of 0 would read as no transitions at all
 * @param name of the group, for names of its state
 */
export function steeredRate({ rule, memory }: Steering, target: number, name: number): SteeredRate {
  const scalar = (value: number) => tf.tidy(() => tf.variable<tf.Rank.R0>(tf.scalar(value), false));
  const [rate, running, start] = [scalar(0), scalar(target), scalar(0)];
  return {
    rate,
    running,
    state: { [`rate/${name}`]: rate, [`running/${name}`]: running, [`start/${name}`]: start },
    next(recipe) {
      tf.tidy(() => {
        rate.assign(tf.where<tf.Scalar>(tf.greater(recipe, start), tf.scalar(recipe), rate));
        start.assign(tf.maximum(start, recipe));
      });
      return rate;
    },
    observe(transitions, active, goal) {
      tf.tidy(() => {
        const counted = tf.add<tf.Scalar>(tf.mul(running, memory), tf.mul(transitions, 1 - memory));
        const steered = tf.minimum<tf.Scalar>(rule(rate, counted, goal, start, memory), tf.mul(start, largest));
        const any = tf.greater(active, 0);
        running.assign(tf.where<tf.Scalar>(any, counted, running));
        rate.assign(tf.where<tf.Scalar>(any, steered, rate));
      });
    },
  };
}

/** m of eq. 10 in a run of this many steps. */
export function memoryOf(steps: number): number {
  return 1 - 1 / Math.min(100, Math.max(10, 0.004 * steps));
}
