/**
 * Weight tensors, each on a codebook that is fitted at the start of training and never moves, for a moving threshold makes
 * transitions of its own:
 *
 *     q = the nearest level of the frozen codebook,   w = rho q
 *     dw/du = rho where u is in reach, 0 outside                 eq. 13's clip
 *     k = share of weights whose level changed in the step       eq. 5
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
import { type Grid, type LearnedParameter, nearestCodes, nearestOfAll, overRows, type Quantized } from "qat-core";
import { l2Loss, staircases } from "qat-ops";

export interface FrozenTensors {
  /** rho, one a tensor. */
  readonly scales: readonly LearnedParameter[];
  /** 1 where any weight of a tensor had a gradient in this step whose square is more than 0, else 0: [tensors]. */
  readonly active: tf.Variable<tf.Rank.R1>;
  readonly state: Readonly<Record<string, tf.Variable>>;
  /** q of each, of the latent's shape. */
  levels(latents: readonly tf.Tensor[]): tf.Tensor[];
  /** How live weights' gradients reach the latents; notes whether there are any. */
  pull(latents: readonly tf.Tensor[], gradients: readonly tf.Tensor[]): tf.Tensor[];
  /** How many weights of each changed their level since the last call, or the start: [tensors]. */
  countTransitions(latents: readonly tf.Tensor[]): tf.Tensor1D;
  quantize(latents: readonly tf.Tensor[]): Quantized[];
  /** Share of each tensor's weights that no gradient reaches: [tensors]. */
  outOfReach(latents: readonly tf.Tensor[]): tf.Tensor1D;
}

/** Which weights get a gradient: those between the outermost `levels`, or within three `deviations`. */
export type Reach = "levels" | "deviations";

export function freeze(start: readonly tf.Tensor[], grid: Grid, within: Reach = "deviations"): FrozenTensors {
  const fixed = <R extends tf.Rank>(value: () => tf.Tensor<R>) => tf.tidy(() => tf.variable<R>(value(), false));
  const codebooks = start.map((latent) => fixed(() => grid.fit(latent)));
  const nearestLevels = (latents: readonly tf.Tensor[]) => nearestOfAll(latents, codebooks, grid.ties);
  const previous = tf.tidy(() => nearestLevels(start).map((q) => tf.variable(q, false)));
  /** Whose levels `previous` has: codebooks are frozen, so that what was counted need not be rounded again. */
  let counted: object[] = [];
  const ends = start.map((latent, i) => {
    const end = (column: number) =>
      fixed(() => endOfReach(latent, codebooks[i] as tf.Tensor2D, grid.granularity, within, column));
    return { lowest: end(0), highest: end(grid.levels - 1) };
  });
  const active = fixed(() => tf.zeros<tf.Rank.R1>([start.length]));
  const scales = start.map((latent, i) => ({
    name: `scale/${i}`,
    value: fixed(() => tf.scalar(1)),
    gradientScale: 1 / Math.sqrt((latent.size * (grid.levels - 1)) / 2),
    bounds: [0.01, 100] as const,
    rateFactor: 1,
  }));
  const scale = (i: number) => scales[i]?.value as tf.Variable;

  /** `value` where a latent is in reach, 0 outside. */
  function inReach(u: tf.Tensor, i: number, value: tf.Tensor): tf.Tensor {
    const { lowest, highest } = ends[i] as (typeof ends)[number];
    const zero = tf.scalar(0);
    const reach = { at: [lowest, highest], strict: (end: number) => end === 1 };
    return staircases(u, reach, [[zero, value, zero]])[0] as tf.Tensor;
  }

  return {
    scales,
    active,
    state: {
      ...indexed("codebook", codebooks),
      ...indexed("levels", previous),
      ...indexed(
        "lowest",
        ends.map(({ lowest }) => lowest),
      ),
      ...indexed(
        "highest",
        ends.map(({ highest }) => highest),
      ),
      active,
    },
    levels: (latents) =>
      latents.every(({ dataId }, i) => dataId === counted[i])
        ? previous.map((q) => tf.clone(q))
        : nearestLevels(latents),
    pull(latents, gradients) {
      const pulled = latents.map((u, i) => tf.mul(gradients[i] as tf.Tensor, inReach(u, i, scale(i))));
      active.assign(tf.cast(tf.greater<tf.Tensor1D>(tf.stack(pulled.map(l2Loss)), 0), "float32"));
      return pulled;
    },
    countTransitions(latents) {
      const next = nearestLevels(latents);
      const counts = next.map((q, i) => tf.sum(tf.cast(tf.notEqual(q, previous[i] as tf.Tensor), "float32")));
      next.forEach((q, i) => previous[i]?.assign(q));
      counted = latents.map(({ dataId }) => dataId);
      return tf.stack(counts) as tf.Tensor1D;
    },
    quantize: (latents) =>
      latents.map((u, i) => ({
        kind: "codes",
        codes: nearestCodes(u, codebooks[i] as tf.Tensor2D, grid.ties),
        codebook: tf.mul(codebooks[i] as tf.Tensor2D, scale(i)),
      })),
    outOfReach(latents) {
      const share = (u: tf.Tensor, i: number) => tf.sub(1, tf.mean(inReach(u, i, tf.scalar(1))));
      return tf.stack(latents.map(share)) as tf.Tensor1D;
    },
  };
}

function indexed(name: string, variables: readonly tf.Variable[]): Record<string, tf.Variable> {
  return Object.fromEntries(variables.map((variable, i) => [`${name}/${i}`, variable]));
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
