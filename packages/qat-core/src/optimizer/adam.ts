import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.ts";
import { slotOf, zeroSlots } from "./slots.ts";

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1), weight decay as an L2 term of the gradient:
 *
 *     m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2
 *     direction = (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon),   t from 1
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adamWith("adam", "coupled", options);
}

/** Adam with decoupled weight decay: direction + decay u (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2). */
export function adamW(options: AdamOptions = {}): Optimizer {
  return adamWith("adamw", "decoupled", options);
}

function adamWith(name: string, decay: "coupled" | "decoupled", options: AdamOptions): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  return {
    name,
    start(shapes) {
      const state = { ...zeroSlots("m", shapes), ...zeroSlots("v", shapes) };
      return {
        state,
        direction: (parameterName, gradient, parameter, weightDecay, step) =>
          tf.tidy(() => {
            const penalty = weightDecay === 0 ? undefined : tf.mul(parameter, weightDecay);
            const g = penalty && decay === "coupled" ? tf.add(gradient, penalty) : gradient;
            const m = slotOf(state, parameterName, "m");
            const v = slotOf(state, parameterName, "v");
            m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
            v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
            const mHat = tf.div(m, 1 - beta1 ** (step + 1));
            const vHat = tf.div(v, 1 - beta2 ** (step + 1));
            const direction = tf.div(mHat, tf.add(tf.sqrt(vHat), epsilon));
            return penalty && decay === "decoupled" ? tf.add(direction, penalty) : direction;
          }),
      };
    },
  };
}
