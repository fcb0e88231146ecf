import * as tf from "@tensorflow/tfjs-core";
import type { LearnedParameter } from "../learned-parameter.ts";
import type { Moment } from "../moment.ts";
import type { ParameterRole, ParameterSpec } from "../network.ts";
import type { Directions, Optimizer } from "../optimizer/optimizer.ts";
import { joint } from "./joint.ts";
import { at } from "./variables.ts";

/** How parameters move along an optimizer's directions. Gradients are in the order of what they move. */
export interface Descent {
  /** u <- u - rate * direction(g, u), weight decay by the parameter's role, each at its own rate. */
  moveLatents(gradients: readonly tf.Tensor[], rates: readonly (number | tf.Scalar)[], at: Moment): void;
  /** The same of the others, at the moment's rate. */
  moveFloats(gradients: readonly tf.Tensor[], at: Moment): void;
  /** The same for a method's own parameters, at their share of it: gradient scaled, no weight decay, clipped to bounds. */
  moveLearned(gradients: readonly tf.Tensor[], at: Moment): void;
  /** The optimizer's moments, by name. */
  readonly state: Directions["state"];
}

/** Parameters of a network, and their values in the same order. */
export interface Parameters {
  readonly specs: readonly ParameterSpec[];
  readonly values: readonly tf.Variable[];
}

/** What moves together: latents each by itself, other parameters by their weight decay, learned parameters all. */
export function descent(
  optimizer: Optimizer,
  weightDecay: Readonly<Record<ParameterRole, number>>,
  latents: Parameters,
  floats: Parameters,
  learned: readonly LearnedParameter[],
  learnedRateFactor = 1,
): Descent {
  const groups = groupsOf(floats, weightDecay);
  const own = joint(learned.map(({ value }) => value.shape));
  const directions = optimizer.start(
    new Map<string, readonly number[]>([
      ...latents.specs.map(({ name, shape }) => [name, shape] as const),
      ...groups.map(({ name, together }) => [name, [together.size]] as const),
      ...(learned.length === 0 ? [] : [[learnedName, [own.size]] as const]),
    ]),
  );
  const { direction, state } = directions;

  return {
    state,
    moveLatents(gradients, rates, { step }) {
      latents.specs.forEach(({ name, role }, i) => {
        const u = at(latents.values, i);
        const along = direction(name, at(gradients, i), u, weightDecay[role], step);
        u.assign(tf.sub(u, tf.mul(along, at(rates, i))));
      });
    },
    moveFloats(gradients, { step, rate }) {
      for (const { name, decay, members, together } of groups) {
        const values = members.map((i) => at(floats.values, i));
        const u = together.join(values);
        const along = direction(name, together.join(members.map((i) => at(gradients, i))), u, decay, step);
        const moved = together.part(tf.sub(u, tf.mul(along, rate)));
        values.forEach((value, i) => void value.assign(at(moved, i)));
      }
    },
    moveLearned(gradients, { step, rate }) {
      if (learned.length === 0) return;
      const values = own.join(learned.map(({ value }) => value));
      const gradient = tf.mul(own.join(gradients), own.spread(learned.map(({ gradientScale }) => gradientScale)));
      const along = direction(learnedName, gradient, values, 0, step);
      const moved = tf.sub(
        values,
        tf.mul(along, own.spread(learned.map(({ rateFactor }) => rate * learnedRateFactor * rateFactor))),
      );
      const [lowest, highest] = [0, 1].map((end) => own.spread(learned.map(({ bounds }) => bounds[end] as number)));
      const clipped = own.part(tf.minimum(tf.maximum(moved, lowest as tf.Tensor), highest as tf.Tensor));
      learned.forEach(({ value }, i) => void value.assign(at(clipped, i)));
    },
  };
}

/** Parameters are paths, which have no spaces. */
const learnedName = "all learned";

/** Parameters with the same weight decay; indices into them. */
function groupsOf({ specs }: Parameters, weightDecay: Readonly<Record<ParameterRole, number>>) {
  const decays = [...new Set(specs.map(({ role }) => weightDecay[role]))];
  return decays.map((decay) => {
    const members = specs.flatMap(({ role }, i) => (weightDecay[role] === decay ? [i] : []));
    const together = joint(members.map((i) => at(specs, i).shape));
    return { name: `floats of decay ${decay}`, decay, members, together };
  });
}
