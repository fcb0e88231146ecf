import * as tf from "@tensorflow/tfjs-core";
import { levelsOf, nearestCodes, quantizeWith, type Variant } from "qat-core";

/** LSQ (arXiv 1902.08153, eq. 1 to 3) on s unit[k], by tensor: a sound rule that learns, for what can be wrong with one. */
export const learnedStepWeights: Variant = {
  options: {},
  startsFrom: "scratch",
  supports: (_, { unit, granularity }) =>
    unit && granularity === "tensor" ? { supported: true } : { supported: false, reason: "learns one scale a tensor" },
  weights(latents, { grid: { unit = [] } }) {
    const highest = unit.at(-1) ?? 0;
    const units = () => tf.tensor2d([...unit], [1, unit.length]);
    const steps = latents.map((u) =>
      tf.tidy(() => tf.variable(tf.maximum(tf.mul(tf.mean(tf.abs(u)), 2 / Math.sqrt(highest)), 1e-8), false)),
    );
    const codebook = (i: number) => tf.mul<tf.Tensor2D>(steps[i] as tf.Tensor, units());
    return {
      state: {},
      learned: steps.map((value, i) => ({
        name: `step/${i}`,
        value,
        gradientScale: 1,
        bounds: [1e-8, Number.MAX_VALUE],
        rateFactor: 1 / Math.sqrt((latents[i] as tf.Tensor).size * highest),
      })),
      view: (u) => ({
        live: u.map((latent, i) => levelsOf(nearestCodes(latent, codebook(i)), codebook(i))),
        pullback(gradients) {
          const pulled = u.map((latent, i) => {
            const v = tf.div(latent, steps[i] as tf.Tensor);
            const inside = tf.cast(tf.lessEqual(tf.abs(v), highest), "float32");
            const slope = tf.sub(levelsOf(nearestCodes(latent, codebook(i)), units()), tf.mul(v, inside));
            const g = gradients[i] as tf.Tensor;
            return { latent: tf.mul(g, inside), step: tf.sum(tf.mul(g, slope)) };
          });
          return { latents: pulled.map(({ latent }) => latent), learned: pulled.map(({ step }) => step) };
        },
      }),
      quantize: (u) => u.map((latent, i) => tf.tidy(() => quantizeWith(latent, codebook(i)))),
    };
  },
};
