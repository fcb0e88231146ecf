/**
 * Straight-through estimation with hard quantization.
 *
 * Courbariaux, Bengio, David: "BinaryConnect: Training deep neural networks with binary weights during
 * propagations", NeurIPS 2015, arXiv 1511.00363, algorithm 1; in the form of Jin et al. 2025, arXiv 2503.15748, eq. 3:
 *
 *     w = Q(u)                      nearest level of the latent weight u
 *     u <- u - rate g(w)            the gradient at w is applied to u as it is, inside the clipping range and outside
 *     u <- clip(u, -H, H)           the variant `clipped` only
 *
 * As published, both variants: the levels -1 and +1, constant (H = 1; one bit only), from scratch. The paper clips, and
 * so is `clipped`; the default is the same without.
 *
 * Deviations, on either track: Q(u) is deterministic, as is what is scored; BinaryConnect's multiplication of the rate by
 * Glorot's coefficient and its initial weights, uniform in [-H, H], are left to the task; the sign of 0 is +1. On the
 * controlled track Q is the suite's grid, whose least-squares scale follows u in every step.
 *
 * H of `clipped` is the outermost level at the start of training: 1 as published. On the suite's grid it is not 1, for
 * levels are a twentieth of that there, and clipping to [-1, 1] would never act; nor the
 * outermost level of the moment, because fitting the scale to weights that were just clipped to it lowers it: without any
 * gradient weights would shrink towards the smallest of them (a test shows it).
 */
import * as tf from "@tensorflow/tfjs-core";
import { type PublishedVariant, signGrid, startCodebooks, type Variant } from "qat-core";

/** BinaryConnect: on the suite's grid, and as published on -1 and +1. */
export function hardQuantization(options: { readonly clips: boolean }): Variant {
  const rule = onAnyGrid(options);
  return {
    ...rule,
    asPublished: { ...rule, grid: ({ weightLevels }) => (weightLevels === 2 ? signGrid() : undefined) },
  };
}

function onAnyGrid({ clips }: { readonly clips: boolean }): Omit<PublishedVariant, "grid"> {
  return {
    options: { clips },
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      const clipping = clips && Number.isFinite(grid.levels);
      const ranges = clipping ? latents.map((_, i) => outermostLevel(codebooks.at(i))) : [];
      const clip = (u: tf.Tensor, range: tf.Tensor) => tf.minimum(tf.maximum(u, tf.neg(range)), range);
      return {
        state: { ...codebooks.state, ...Object.fromEntries(ranges.map((range, i) => [`range/${i}`, range])) },
        learned: [],
        view: (u) => ({ live: codebooks.nearest(u) }),
        settle(u) {
          const settled = clipping ? u.map((latent, i) => clip(latent, ranges[i] as tf.Tensor)) : u;
          codebooks.refit(settled);
          return settled;
        },
        quantize: (u) => codebooks.quantize(u),
      };
    },
  };
}

/** The highest level of each row, [rows], to broadcast over channels; a scalar for one row. Levels are symmetric. */
function outermostLevel(codebook: tf.Tensor2D): tf.Variable {
  const [rows, levels] = codebook.shape;
  return tf.tidy(() =>
    tf.variable(tf.reshape(tf.slice(codebook, [0, levels - 1], [rows, 1]), rows === 1 ? [] : [rows]), false),
  );
}
