import * as tf from "@tensorflow/tfjs-core";
import { levelsOf, type Method, nearestCodes, overRows, quantizeWith, type Variant } from "qat-core";

/** LSQ for weights (arXiv 1902.08153, eq. 1 to 3) on the levels s unit[k]; clipping is to the outermost level. */
const learnedStep: Variant = {
  options: {},
  startsFrom: "float",
  supports: (_, { unit, levels }) =>
    unit || !Number.isFinite(levels)
      ? { supported: true }
      : { supported: false, reason: "learns one scale, and this grid's levels are not multiples of one" },
  weights(latents, { grid }) {
    const { unit, granularity } = grid;
    if (!unit) {
      const quantize = (u: readonly tf.Tensor[]) => u.map((latent) => quantizeWith(latent, tf.tensor2d([], [1, 0])));
      return { state: {}, learned: [], view: (u) => ({ live: u }), quantize };
    }
    const top = unit.at(-1) as number;
    const sum = overRows(granularity, tf.sum);
    const steps = latents.map((u) =>
      tf.tidy(() => tf.variable(tf.div(tf.slice(grid.fit(u), [0, unit.length - 1], [-1, 1]), top), false)),
    );
    const step = (i: number) => steps[i] as tf.Variable;
    const codebook = (i: number) => tf.mul<tf.Tensor2D>(step(i), tf.tensor2d([...unit], [1, unit.length]));
    return {
      state: {},
      learned: steps.map((value, i) => ({
        name: `step/${i}`,
        value,
        gradientScale: 1 / Math.sqrt(((latents[i] as tf.Tensor).size / (value.shape[0] as number)) * top),
        bounds: [1e-8, Number.MAX_VALUE],
        rateFactor: 1,
      })),
      view(u) {
        const codes = u.map((latent, i) => nearestCodes(latent, codebook(i)));
        return {
          live: codes.map((code, i) => levelsOf(code, codebook(i))),
          pullback(gradients) {
            const masks: tf.Tensor[] = [];
            const learned = gradients.map((g, i) => {
              const v = tf.div(u[i] as tf.Tensor, tf.reshape(step(i), [-1]));
              const inside = tf.cast(tf.lessEqual(tf.abs(v), top), "float32");
              masks.push(inside);
              const q = levelsOf(codes[i] as tf.Tensor, tf.tensor2d([...unit], [1, unit.length]));
              return tf.reshape(sum(tf.mul(g, tf.sub(q, tf.mul(v, inside)))), step(i).shape);
            });
            return { latents: gradients.map((g, i) => tf.mul(g, masks[i] as tf.Tensor)), learned };
          },
        };
      },
      quantize: (u) => u.map((latent, i) => tf.tidy(() => quantizeWith(latent, codebook(i)))),
    };
  },
};

export const method: Method = {
  name: "lsq",
  title: "Learned step size quantization",
  summary: "The distance between levels is a parameter that is trained with the weights.",
  variants: { default: learnedStep },
};
