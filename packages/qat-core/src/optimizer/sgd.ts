import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.ts";
import { slotOf, zeroSlots } from "./slots.ts";

/**
 * Stochastic gradient descent with heavy-ball momentum, weight decay as an L2 term of the gradient:
 *
 *     m <- momentum m + (g + decay u),   direction = m
 *
 * the convention of PyTorch (no dampening), where the rate stays outside of m.
 */
export function sgd({ momentum = 0 }: { momentum?: number } = {}): Optimizer {
  return {
    name: momentum === 0 ? "sgd" : `sgd-momentum-${momentum}`,
    start(shapes) {
      const state = momentum === 0 ? {} : zeroSlots("momentum", shapes);
      return {
        state,
        direction: (name, gradient, parameter, weightDecay) =>
          tf.tidy(() => {
            const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
            if (momentum === 0) return tf.clone(decayed);
            const m = slotOf(state, name, "momentum");
            const next = tf.add(tf.mul(m, momentum), decayed);
            m.assign(next);
            return next;
          }),
      };
    },
  };
}
