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
 * As published, the default and `clipped`: the levels -1 and +1, constant (H = 1; one bit only), from scratch. The paper
 * clips, and so is `clipped`; the default is the same without. The variant `periodic` is the STE that PARQ is compared with in
 * its paper's tables (facebookresearch/parq, commit ac256d9, ProxHardQuant): Q is fitted every ten steps; as published it is
 * least-squares binary codes, after 200 of 78,200 steps in which w = u.
 *
 * Deviations, on either track: periods are counted from the first step, and weights always go to the nearest level, where
 * PARQ's code takes the greedy signs on the steps where it refits; Q(u) is deterministic, as is what is scored; BinaryConnect's multiplication of the rate by
 * Glorot's coefficient and its initial weights, uniform in [-H, H], are left to the task; the sign of 0 is +1. On the
 * controlled track Q is the suite's grid, whose least-squares scale follows u in every step.
 *
 * H of `clipped` is the outermost level at the start of training: 1 as published. On the suite's grid it is not 1, for
 * levels are a twentieth of that there, and clipping to [-1, 1] would never act; nor the
 * outermost level of the moment, because fitting the scale to weights that were just clipped to it lowers it: without any
 * gradient weights would shrink towards the smallest of them (a test shows it).
 */
import * as tf from "@tensorflow/tfjs-core";
import { leastSquaresBinaryGrid, type PublishedVariant, signGrid, startCodebooks, type Variant } from "qat-core";

export interface HardOptions {
  readonly clips: boolean;
  /** Steps between two fits of the levels; 1 where it is absent. */
  readonly period?: number;
  /** Share of training in which w = u; 0 where it is absent. */
  readonly warmUp?: number;
}

/** BinaryConnect: on the suite's grid, and as published on -1 and +1. */
export function hardQuantization(options: HardOptions): Variant {
  const rule = onAnyGrid(options);
  return {
    ...rule,
    asPublished: { ...rule, grid: ({ weightLevels }) => (weightLevels === 2 ? signGrid() : undefined) },
  };
}

/** The STE of PARQ's tables. */
export function periodic(): Variant {
  const asInTheScript = onAnyGrid({ clips: false, period: 10, warmUp: 200 / 78_200 });
  return {
    ...onAnyGrid({ clips: false, period: 10 }),
    asPublished: { ...asInTheScript, grid: ({ weightLevels }) => leastSquaresBinaryGrid(weightLevels) },
  };
}

function onAnyGrid(options: HardOptions): Omit<PublishedVariant, "grid"> {
  const { clips, period = 1, warmUp = 0 } = options;
  return {
    options: { ...options },
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
        view: (u, { progress }) => ({ live: progress < warmUp ? u : codebooks.nearest(u) }),
        settle(u, { step }) {
          const settled = clipping ? u.map((latent, i) => clip(latent, ranges[i] as tf.Tensor)) : u;
          if ((step + 1) % period === 0) codebooks.refit(settled);
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
