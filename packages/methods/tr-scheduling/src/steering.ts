/**
 * The rate U that takes the place of the learning rate, steered so that the running transition rate K follows its target R:
 *
 *     K <- m K + (1 - m) k                          eq. 10, k the share of weights whose code the last step changed (eq. 5)
 *     additive:        U <- max(0, U + eta (R - K))                   eq. 11
 *     multiplicative:  U <- m' U + (1 - m') U R / (K + 1e-8)          the released code's rule (its supplement's eq. S2)
 *     U <- min(U, 10 U0)                                              a guard of this suite's
 *
 * The guard, with no update in a step without any gradient: where R is out of reach, or where latents are outside of the
 * grid and get no gradient, K stays below R and U grows without end; unguarded the additive rule reaches 130 U0 and the
 * multiplicative one infinity.
 *
 * U0 is the recipe's highest rate so far, as the paper starts U where the plain optimizer would start; and recipes warm up. While
 * the rate grows, U0 grows with it and U / U0 is kept, at most 1: steering begins with training. (Left to the recipe's rate,
 * three to thirteen times the target change their level at the end of a warm-up.)
 *
 * The paper has m = m' = 0.99 and eta = U0, for runs of 78,400 steps. Those of this suite may be a hundred times shorter:
 * - eta and 1 - m' grow by what the run is shorter, `speed`, so that U can move as far in a share of training; 200 times and to
 *   0.2 at most, for stability;
 * - the window 1 / (1 - m) is the paper's 100 steps or, where that is less, a twentieth of the run, ten steps at least.
 * Tuned on a toy (2 and 4 levels, a quadratic with noise, SGD and Adam, 430 to 3,000 steps), not on any task: sum |K - R| is
 * .09 of sum R in 860 steps, where windows of .4 % of the run at least 10, with eta in proportion, have .29.
 */
import * as tf from "@tensorflow/tfjs-core";

/** The next rates, from U, K, the target R, U0 and the run's `speed`; elementwise. */
export type SteeringRule = (
  rate: tf.Tensor,
  running: tf.Tensor,
  target: number,
  start: tf.Tensor,
  speed: number,
) => tf.Tensor;

/** Eq. 11, eta = U0 speed. */
export const additive: SteeringRule = (rate, running, target, start, speed) =>
  tf.maximum(tf.add(rate, tf.mul(tf.mul(start, speed), tf.sub(target, running))), 0);

/** The released code's rule, 1 - m' = speed / 100. */
export const multiplicative: SteeringRule = (rate, running, target, _, speed) => {
  const share = Math.min(0.2, speed / 100);
  return tf.mul(rate, tf.add(1 - share, tf.div(share * target, tf.add(running, 1e-8))));
};

/** What a training run's steered rates have in common. */
export interface Steering {
  readonly rule: SteeringRule;
  readonly pace: Pace;
}

/** How fast a run is steered. */
export interface Pace {
  /** m of eq. 10. */
  readonly memory: number;
  /** How many times as fast as in the paper U moves, at least 1. */
  readonly speed: number;
}

/** The paper's constants, whatever the run. */
export const publishedPace: Pace = { memory: 0.99, speed: 1 };

/** The paper's constants, in shares of its 78,400 steps, for a run of `steps` steps. */
export function paceOf(steps: number): Pace {
  const window = Math.min(100, Math.max(10, steps / 20));
  return { memory: 1 - 1 / window, speed: Math.min(200, Math.max(1, 78_400 / steps)) };
}

/** The rates of groups of tensors. Everything stays in the engine. */
export interface SteeredRates {
  /** U, [groups]. */
  readonly rate: tf.Variable<tf.Rank.R1>;
  /** K, [groups]. */
  readonly running: tf.Variable<tf.Rank.R1>;
  readonly state: Readonly<Record<string, tf.Variable>>;
  /** U for this step. @param rate the recipe's, at this step */
  next(rate: number): tf.Tensor1D;
  /**
   * Counts a step's transitions, and steers U for the next step.
   * @param transitions k, [groups], in [0, 1]
   * @param active above 0 where any weight of the group had a gradient, else 0: [groups]
   * @param target R at this step
   */
  observe(transitions: tf.Tensor, active: tf.Tensor, target: number): void;
}

/** U may grow to this many times U0. */
const largest = 10;

/** @param target R at the start of training, where K starts: a first K of 0 would read as no transitions at all */
export function steeredRates({ rule, pace }: Steering, target: number, groups: number): SteeredRates {
  const { memory, speed } = pace;
  const filled = (value: number) => tf.tidy(() => tf.variable<tf.Rank.R1>(tf.fill<tf.Rank.R1>([groups], value), false));
  const [rate, running, start, limit] = [filled(0), filled(target), filled(0), filled(0)];
  return {
    rate,
    running,
    state: { rate, running, start, limit },
    next(recipe) {
      tf.tidy(() => {
        const grows = tf.greater(recipe, start);
        const first = tf.equal(start, 0);
        const scaled = tf.where<tf.Tensor1D>(
          first,
          tf.fill(start.shape, recipe),
          tf.divNoNan(tf.mul(rate, recipe), start),
        );
        rate.assign(tf.where<tf.Tensor1D>(grows, tf.minimum<tf.Tensor1D>(scaled, recipe), rate));
        start.assign(tf.maximum(start, recipe));
        limit.assign(tf.where<tf.Tensor1D>(grows, start, tf.mul(start, largest)));
      });
      return rate;
    },
    observe(transitions, active, goal) {
      tf.tidy(() => {
        const counted = tf.add<tf.Tensor1D>(tf.mul(running, memory), tf.mul(transitions, 1 - memory));
        const steered = tf.minimum<tf.Tensor1D>(rule(rate, counted, goal, start, speed), limit);
        const any = tf.greater(active, 0);
        running.assign(tf.where<tf.Tensor1D>(any, counted, running));
        rate.assign(tf.where<tf.Tensor1D>(any, steered, rate));
      });
    },
  };
}
