import * as tf from "@tensorflow/tfjs-core";
import { bitsOf, type Method, nearest, nearestCodes, schedule, startCodebooks, type Variant } from "qat-core";

const [factor, memory, largest] = [5e-3, 0.9, 10];

/**
 * Transition rate scheduling (arXiv 2404.19248, eq. 5, 10 to 12): the step size U of a tensor is steered so that the
 * share k of its weights whose code changes follows a target R on a cosine to 0:
 *
 *     K <- m K + (1 - m) k,   U <- clip(U + U0 (R - K), 0, c U0)
 */
const additive: Variant = {
  options: { factor, memory, largest },
  startsFrom: "float",
  supports: () => ({ supported: true }),
  weights(latents, { grid, precision }) {
    const codebooks = startCodebooks(grid, latents);
    if (!Number.isFinite(grid.levels)) {
      return { state: codebooks.state, learned: [], view: (u) => ({ live: u }), quantize: codebooks.quantize };
    }
    const target = schedule.cosine(factor * Math.sqrt(bitsOf(precision.weightLevels)));
    const start = tf.tidy(() => tf.variable(tf.scalar(0), false));
    const own = latents.map((u, i) =>
      tf.tidy(() => ({
        codes: tf.variable(nearestCodes(u, codebooks.at(i)), false),
        running: tf.variable(tf.scalar(target(0)), false),
        rate: tf.variable<tf.Rank.R0>(tf.scalar(0), false),
      })),
    );
    const state = own.flatMap((variables, i) => Object.entries(variables).map(([name, v]) => [`${name}/${i}`, v]));
    return {
      state: { ...codebooks.state, start, ...Object.fromEntries(state) },
      learned: [],
      view: (u) => ({
        live: u.map((latent, i) => nearest(latent, codebooks.at(i))),
        pullback: (gradients) => ({
          latents: gradients.map((g, i) => tf.mul(g, insideOf(u[i] as tf.Tensor, codebooks.at(i)))),
          learned: [],
        }),
      }),
      rates({ step, rate }) {
        if (step === 0)
          for (const variable of [start, ...own.map((tensor) => tensor.rate)]) variable.assign(tf.scalar(rate));
        return own.map((tensor) => tensor.rate);
      },
      settle(u, { progress }) {
        own.forEach(({ codes, running, rate }, i) => {
          const next = nearestCodes(u[i] as tf.Tensor, codebooks.at(i));
          const flips = tf.mean(tf.cast(tf.notEqual(next, codes), "float32"));
          codes.assign(next);
          running.assign(tf.add(tf.mul(running, memory), tf.mul(flips, 1 - memory)));
          const steered = tf.add(rate, tf.mul(start, tf.sub(target(progress), running)));
          rate.assign(tf.minimum(tf.maximum(steered, 0), tf.mul(start, largest)));
        });
        return u;
      },
      quantize: (u) => codebooks.quantize(u),
      quantities: (_, { progress }) => ({
        target: target(progress),
        ...Object.fromEntries(own.map(({ running }, i) => [`transition rate/${i}`, running as tf.Scalar])),
      }),
    };
  },
};

/** 1 between the outermost levels, 0 outside of them, where the gradient does not reach the latent. */
function insideOf(latent: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor {
  const [rows, levels] = codebook.shape;
  const bound = (k: number) => tf.reshape(tf.slice(codebook, [0, k], [rows, 1]), rows === 1 ? [] : [rows]);
  const inside = tf.logicalAnd(tf.greaterEqual(latent, bound(0)), tf.lessEqual(latent, bound(levels - 1)));
  return tf.cast(inside, "float32");
}

export const method: Method = {
  name: "tr-scheduling",
  title: "Transition rate scheduling",
  summary: "The step size of the weights is steered so that the share of weights that change level follows a schedule.",
  variants: { default: additive },
};
