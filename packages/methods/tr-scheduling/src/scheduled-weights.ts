/**
 * Weights under transition rate scheduling (see index.ts):
 *
 *     w = rho q(u)                                     frozen-tensor.ts
 *     u <- u - U direction(dL/du)                      eq. 12, direction the optimizer's own
 *     K and U follow from the transitions that were made, R = lambda sqrt(bits) (1 + cos(pi progress)) / 2    steering.ts
 */
import * as tf from "@tensorflow/tfjs-core";
import { bitsOf, floatGrid, quantizeWith, type Setup, schedule, type WeightRule } from "qat-core";
import { freeze, type Reach } from "./frozen-tensor.ts";
import { pools } from "./pools.ts";
import { type Pace, type SteeringRule, steeredRate } from "./steering.ts";

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
  const tensors = latents.map((latent, i) => freeze(latent, grid, i, reach));
  const sizes = tensors.map(({ size }) => size);
  const shared = pooled ? pools(sizes, target(0), pace.memory) : sizes.map((_, i) => [i]);
  const groups = shared.map((indices, name) => {
    const members = indices.map((i) => ({ i, tensor: at(tensors, i) }));
    const size = members.reduce((sum, { tensor }) => sum + tensor.size, 0);
    return { indices, members, size, steered: steeredRate({ rule, pace }, target(0), name) };
  });
  const groupOf = sizes.map((_, i) => groups.findIndex(({ indices }) => indices.includes(i)));

  return {
    state: Object.assign({}, ...tensors.map(({ state }) => state), ...groups.map(({ steered }) => steered.state)),
    learned: tensors.map(({ scale }) => scale),
    view(u) {
      const levels = tensors.map((tensor, i) => tensor.levels(at(u, i)));
      return {
        live: tensors.map(({ scale }, i) => tf.mul(at(levels, i), scale.value)),
        pullback: (gradients) => ({
          latents: tensors.map((tensor, i) => tensor.pull(at(u, i), at(gradients, i))),
          learned: levels.map((q, i) => tf.sum(tf.mul(q, at(gradients, i)))),
        }),
      };
    },
    rates({ rate }) {
      const next = groups.map(({ steered }) => steered.next(rate));
      return groupOf.map((group) => at(next, group));
    },
    settle(u, { progress }) {
      for (const { members, size, steered } of groups) {
        const transitions = tf.addN(members.map(({ tensor, i }) => tensor.countTransitions(at(u, i))));
        const active = tf.addN(members.map(({ tensor }) => tensor.active));
        steered.observe(tf.div(transitions, size), active, target(progress));
      }
      return u;
    },
    quantize: (u) => tensors.map((tensor, i) => tensor.quantize(at(u, i))),
    quantities(u, { progress }) {
      const mean = (values: readonly tf.Tensor[]) => tf.mean<tf.Scalar>(tf.stack([...values]));
      return {
        "transition rate": mean(groupOf.map((group) => at(groups, group).steered.running)),
        "target transition rate": target(progress),
        "rate U": mean(groupOf.map((group) => at(groups, group).steered.rate)),
        "share out of reach": mean(tensors.map((tensor, i) => tensor.outOfReach(at(u, i)))),
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
