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
 * Deviations, both variants: Q is the grid that the suite gives, whose least-squares scale follows u in every step
 * (BinaryConnect's own levels are -H and +H, and constant); Q(u) is deterministic, as is what is scored; BinaryConnect's
 * multiplication of the rate by Glorot's coefficient is left to the recipe; the sign of 0 is +1.
 *
 * H of `clipped` is the outermost level at the start of training. Not 1, because BinaryConnect clips to its own outermost
 * levels, which are -1 and +1: on a grid whose levels are a twentieth of that, clipping to [-1, 1] never acts. Not the
 * outermost level of the moment, because fitting the scale to weights that were just clipped to it lowers it: without any
 * gradient the weights would shrink towards the smallest of them (a test shows it).
 */
import * as tf from "@tensorflow/tfjs-core";
import { nearest, startCodebooks, type Variant } from "qat-core";

/** BinaryConnect on the suite's grid. */
export function hardQuantization({ clips }: { readonly clips: boolean }): Variant {
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
        view: (u) => ({ live: u.map((latent, i) => nearest(latent, codebooks.at(i))) }),
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
