/**
 * A weight tensor on a codebook that is fitted at the start of training and never moves, for a moving threshold makes
 * transitions of its own:
 *
 *     q = the nearest level of the frozen codebook,   w = rho q
 *     dw/du = rho where u is in reach, 0 outside                 eq. 13's clip
 *     k = share of weights whose code changed in the step        eq. 5
 *
 * Post-scale rho > 0, learned, 1 at first. The paper has a normalisation layer after every quantized one, which takes any
 * scale away, and where there is none it learns a scale of the layer's output. A method does not know the network, so every
 * tensor has rho; it multiplies the codebook that is exported, and moves no code. Its gradient sums over all weights and is
 * scaled as LSQ scales a step's, by 1 / sqrt(N Qp), Qp = (L - 1) / 2 (arXiv 1902.08153, sec. 2.2). Adam divides that factor
 * out again, and should: rho is of size 1, and moves by the rate as a normalisation's scale does. On the rate instead, as
 * ste/lsq has it for its steps of a hundredth, the factor would hold rho at 1 for a whole run (a test shows it).
 *
 * In reach are, as published, the weights between the outermost levels: eq. 13 rounds clip(gamma x / s, a, b). On the suite's
 * grid those within 3 std(w) of the start, the paper's frozen s_W, or the outermost level where that is farther out. Not
 * the outermost level alone: at one bit that fit has two fifths of Gaussian weights outside of its levels, and a weight that
 * gets no gradient never changes its level again.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type Grid, type LearnedParameter, levelsOf, nearestCodes, overRows, type Quantized } from "qat-core";

export interface FrozenTensor {
  readonly size: number;
  readonly scale: LearnedParameter;
  /** 1 where any weight had a gradient in this step, else 0. */
  readonly active: tf.Variable;
  readonly state: Readonly<Record<string, tf.Variable>>;
  /** q, of the latent's shape. */
  levels(latent: tf.Tensor): tf.Tensor;
  /** How a live weight's gradient reaches the latent; notes whether there is any. */
  pull(latent: tf.Tensor, gradient: tf.Tensor): tf.Tensor;
  /** How many weights changed their code since the last call, or the start. A scalar. */
  countTransitions(latent: tf.Tensor): tf.Tensor;
  quantize(latent: tf.Tensor): Quantized;
  /** Share of weights that no gradient reaches, a scalar. */
  outOfReach(latent: tf.Tensor): tf.Tensor;
}

/** Which weights get a gradient: those between the outermost `levels`, or within three `deviations`. */
export type Reach = "levels" | "deviations";

/** @param index among the tensors, for names */
export function freeze(latent: tf.Tensor, grid: Grid, index: number, within: Reach = "deviations"): FrozenTensor {
  const fixed = (value: () => tf.Tensor) => tf.tidy(() => tf.variable(value(), false));
  const codebook = fixed(() => grid.fit(latent)) as tf.Variable<tf.Rank.R2>;
  const codes = fixed(() => nearestCodes(latent, codebook, grid.ties));
  const end = (column: number) => fixed(() => endOfReach(latent, codebook, grid.granularity, within, column));
  const [lowest, highest] = [end(0), end(grid.levels - 1)];
  const active = fixed(() => tf.scalar(0));
  const scale = fixed(() => tf.scalar(1));
  const inReach = (u: tf.Tensor) =>
    tf.cast(tf.logicalAnd(tf.greaterEqual(u, lowest), tf.lessEqual(u, highest)), "float32");

  return {
    size: latent.size,
    scale: {
      name: `scale/${index}`,
      value: scale,
      gradientScale: 1 / Math.sqrt((latent.size * (grid.levels - 1)) / 2),
      bounds: [0.01, 100],
      rateFactor: 1,
    },
    active,
    state: {
      [`codebook/${index}`]: codebook,
      [`codes/${index}`]: codes,
      [`lowest/${index}`]: lowest,
      [`highest/${index}`]: highest,
      [`active/${index}`]: active,
    },
    levels: (u) => levelsOf(nearestCodes(u, codebook, grid.ties), codebook),
    pull(u, gradient) {
      const pulled = tf.mul(tf.mul(gradient, scale), inReach(u));
      active.assign(tf.cast(tf.any(tf.notEqual(pulled, 0)), "float32"));
      return pulled;
    },
    countTransitions(u) {
      const next = nearestCodes(u, codebook, grid.ties);
      const changed = tf.sum(tf.cast(tf.notEqual(next, codes), "float32"));
      codes.assign(next);
      return changed;
    },
    quantize: (u) => ({
      kind: "codes",
      codes: nearestCodes(u, codebook, grid.ties),
      codebook: tf.mul(codebook, scale),
    }),
    outOfReach: (u) => tf.sub(1, tf.mean(inReach(u))),
  };
}

/**
 * The lowest or the highest latent that gets a gradient.
 * @param column of the codebook, its first or its last
 * @returns a scalar, or [channels]
 */
function endOfReach(
  latent: tf.Tensor,
  codebook: tf.Tensor2D,
  granularity: Grid["granularity"],
  within: Reach,
  column: number,
): tf.Tensor {
  const mean = overRows(granularity, tf.mean);
  const deviation = tf.sqrt(mean(tf.square(tf.sub(latent, mean(latent)))));
  const outermost = tf.reshape(tf.slice(codebook, [0, column], [-1, 1]), deviation.shape);
  if (within === "levels") return outermost;
  const deviations = tf.mul(deviation, 3);
  return column === 0 ? tf.minimum(tf.neg(deviations), outermost) : tf.maximum(deviations, outermost);
}
