import * as tf from "@tensorflow/tfjs-core";
import type { LearnedParameter } from "../learned-parameter.ts";
import type { Moment } from "../moment.ts";
import type { ParameterRole, ParameterSpec } from "../network.ts";
import type { Directions } from "../optimizer/optimizer.ts";

/** How parameters move along an optimizer's directions. */
export interface Descent {
  /** u <- u - rate * direction(g, u), weight decay by the parameter's role. */
  move(spec: ParameterSpec, u: tf.Variable, gradient: tf.Tensor, rate: number | tf.Scalar, at: Moment): void;
  /** The same for a method's own parameter: gradient scaled, no weight decay, clipped to its bounds. */
  moveLearned(parameter: LearnedParameter, gradient: tf.Tensor, at: Moment): void;
}

export function descent(directions: Directions, weightDecay: Readonly<Record<ParameterRole, number>>): Descent {
  return {
    move(spec, u, gradient, rate, { step }) {
      const direction = directions.direction(spec.name, gradient, u, weightDecay[spec.role], step);
      u.assign(tf.sub(u, tf.mul(direction, rate)));
    },
    moveLearned({ name, value, gradientScale, rateFactor, bounds }, gradient, { step, rate }) {
      const direction = directions.direction(name, tf.mul(gradient, gradientScale), value, 0, step);
      const moved = tf.sub(value, tf.mul(direction, rate * rateFactor));
      value.assign(tf.clipByValue(moved, bounds[0], bounds[1]));
    },
  };
}
