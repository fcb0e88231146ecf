/**
 * Weights under transition rate scheduling (see index.ts):
 *
 *     w = rho q(u)                                     frozen-tensors.ts
 *     u <- u - U direction(dL/du)                      eq. 12, direction the optimizer's own
 *     K and U follow from the transitions that were made, R = lambda sqrt(bits) (1 + cos(pi progress)) / 2    steering.ts
 */
import * as tf from "@tensorflow/tfjs-core";
import { bitsOf, floatGrid, quantizeWith, type Setup, schedule, type WeightRule } from "qat-core";
import { freeze, type Reach } from "./frozen-tensors.ts";
import { pools } from "./pools.ts";
import { type Pace, type SteeringRule, steeredRates } from "./steering.ts";

export interface Scheduling {
  readonly rule: SteeringRule;
  /** lambda, the target transition rate of one bit at the start of training, in (0, 1). */
  readonly factor: number;
  /** How fast a run of so many steps is steered. */
  readonly pace: (steps: number) => Pace;
  /** Whether small tensors share a rate; else each has its own. */
  readonly pooled: boolean;
  readonly reach: Reach;
}

/** The rule of one training run. */
export function scheduledWeights(
  latents: readonly tf.Tensor[],
  { grid, precision, steps }: Setup,
  { rule, factor, pace: paceOf, pooled, reach }: Scheduling,
): WeightRule {
  if (!Number.isFinite(grid.levels)) return floatWeights();
  const target = schedule.cosine(factor * Math.sqrt(bitsOf(precision.weightLevels)));
  const pace = paceOf(steps);
  const tensors = freeze(latents, grid, reach);
  const sizes = latents.map(({ size }) => size);
  const groups = pooled ? pools(sizes, target(0), pace.memory) : sizes.map((_, i) => [i]);
  const groupOf = sizes.map((_, i) => groups.findIndex((members) => members.includes(i)));
  const steered = steeredRates({ rule, pace }, target(0), groups.length);
  const groupSizes = groups.map((members) => members.reduce((sum, i) => sum + at(sizes, i), 0));

  /** Sums over the tensors of each group, [groups], of figures that are [tensors]. */
  function byGroup(figures: tf.Tensor1D): tf.Tensor1D {
    const membership = tf.tensor2d(groups.map((members) => sizes.map((_, i) => (members.includes(i) ? 1 : 0))));
    return tf.reshape(tf.matMul(membership, tf.reshape(figures, [-1, 1])), [-1]);
  }

  return {
    state: { ...tensors.state, ...steered.state },
    learned: tensors.scales,
    view(u) {
      const levels = tensors.levels(u);
      return {
        live: tensors.scales.map(({ value }, i) => tf.mul(at(levels, i), value)),
        pullback: (gradients) => ({
          latents: tensors.pull(u, gradients),
          learned: levels.map((q, i) => tf.sum(tf.mul(q, at(gradients, i)))),
        }),
      };
    },
    rates({ rate }) {
      const rates = tf.unstack(steered.next(rate)) as tf.Scalar[];
      return groupOf.map((group) => at(rates, group));
    },
    settle(u, { progress }) {
      const shares = tf.div<tf.Tensor1D>(byGroup(tensors.countTransitions(u)), tf.tensor1d(groupSizes));
      steered.observe(shares, byGroup(tensors.active), target(progress));
      return u;
    },
    quantize: (u) => tensors.quantize(u),
    quantities(u, { progress }) {
      const ofTensors = (figures: tf.Tensor1D) => tf.mean<tf.Scalar>(tf.gather(figures, tf.tensor1d(groupOf, "int32")));
      return {
        "transition rate": ofTensors(steered.running),
        "target transition rate": target(progress),
        "rate U": ofTensors(steered.rate),
        "share out of reach": tf.mean<tf.Scalar>(tensors.outOfReach(u)),
      };
    },
  };
}

function floatWeights(): WeightRule {
  const float = floatGrid();
  const quantize = (u: readonly tf.Tensor[]) => u.map((latent) => quantizeWith(latent, float.fit(latent)));
  return { state: {}, learned: [], view: (u) => ({ live: u }), quantize };
}

/** The element of a list that has one a tensor, or one a group. */
function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}
