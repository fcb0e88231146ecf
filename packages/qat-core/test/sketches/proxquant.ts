import * as tf from "@tensorflow/tfjs-core";
import { type Method, nearest, startCodebooks, type Variant } from "qat-core";

const [regularization, freezeFrom] = [0.3, 2 / 3];

/** argmin_x 1/2 |x - u|^2 + c |x - q|, q the nearest level: u moves towards q by c at most (arXiv 1810.00861, eq. 7). */
export function proxL1(u: tf.Tensor, q: tf.Tensor, c: number): tf.Tensor {
  const away = tf.sub(u, q);
  return tf.add(q, tf.mul(tf.sign(away), tf.relu(tf.sub(tf.abs(away), c))));
}

/** ProxQuant (arXiv 1810.00861): eager: the weight itself takes the proximal map, is rounded once, and then frozen. */
const eager: Variant = {
  options: { regularization, freezeFrom },
  startsFrom: "float",
  supports: () => ({ supported: true }),
  weights(latents, { grid }) {
    const codebooks = startCodebooks(grid, latents);
    const freezesAt = Number.isFinite(grid.levels) ? freezeFrom : Number.POSITIVE_INFINITY;
    return {
      state: codebooks.state,
      learned: [],
      view: (u) => ({ live: u }),
      rates: ({ progress, rate }) => latents.map(() => (progress >= freezesAt ? 0 : rate)),
      settle(u, { progress, step, steps, rate }) {
        if (progress >= freezesAt) return u;
        codebooks.refit(u);
        const nearestLevels = u.map((weight, i) => nearest(weight, codebooks.at(i)));
        if ((step + 1) / steps >= freezesAt) return nearestLevels;
        return u.map((weight, i) => proxL1(weight, nearestLevels[i] as tf.Tensor, rate * regularization * progress));
      },
      quantize: (u) => codebooks.quantize(u),
      quantities: (_, { progress }) => ({ lambda: regularization * progress }),
    };
  },
};

export const method: Method = {
  name: "proxquant",
  title: "ProxQuant",
  summary: "Weights are drawn to their nearest levels after every step, ever more strongly, then rounded and frozen.",
  variants: { default: eager },
};
