/**
 * ProxQuant.
 *
 * Bai, Wang, Liberty: "ProxQuant: Quantized Neural Networks via Proximal Operators", ICLR 2019, arXiv 1810.00861,
 * algorithm 1 (maps: eq. 7 to 10 and app. A, prox-maps.ts):
 *
 *     u <- u - rate g(u)              the gradient at the weight itself: there is no latent besides
 *     u <- prox_{rate lambda R}(u)    R the distance to the grid, lambda growing
 *     u <- Q(u), once; then frozen, while biases and normalisation train on
 *
 * As published (index.ts), from the trained float network:
 * - one bit: the levels -1 and +1, L1, weights clipped to [-1, 1] after the map;
 * - ternary: two means beyond .7 mean |u| and 0 (grid/two-means-grid.ts), L2. One round of projection and map, (u + c q) /
 *   (1 + c), as in the released code; the paper's text has two, with 2 c;
 * - more bits: alternating binary codes (grid/alternating-code-grid.ts), L2, by tensor; by row in the variant `row-wise`, as the
 *   paper's LSTM has it. Their lambda was chosen on validation and is not published: the ternary one stands in.
 *
 * Strength. The paper's lambda is 1e-4 an epoch, at a constant rate of .01 and 391 steps an epoch; rounded and frozen
 * after epoch 200 of 300. By then the strengths of all steps sum up to 7.8: what an L1 map takes off a weight that no
 * gradient holds, in units of the level 1; 15.6 for ternary, of 600 epochs of 196 steps. Here that sum is what is kept, and
 * lambda is what it takes (homotopy.ts), so that neither batch size nor budget nor a decaying rate changes the homotopy;
 * under a rate that goes to 0, rate lambda would otherwise vanish and nothing be quantized (the authors' --adjust_reg is
 * for this). On the controlled track the sum of the L2 map is 2: it draws the farthest most, and at 7.8 short runs quantize
 * before they have learned (measured on LeNet-5: ternary 95.6 % of test images against 91.9 %).
 *
 * Deviations, on either track:
 * - Units. An L1 strength is in half gaps between levels, the farthest that a weight inside of the grid is from one; at -1 and
 *   +1 a half gap is 1.
 * - A zero goes to the upper level; the paper's sign(0) = 0 would leave it where it is for ever.
 * - Moments of the optimizer are kept; the authors' code loses them at every epoch.
 * On the controlled track the grid is the suite's, refined by one alternation a step from the present levels, and weights
 * are not clipped, which only makes sense for the levels -1 and +1.
 */
import * as tf from "@tensorflow/tfjs-core";
import { distanceToGrid, type Moment, startCodebooks, type Variant } from "qat-core";
import { type Homotopy, strength } from "./homotopy.ts";
import { proxL1, proxL2 } from "./prox-maps.ts";

export interface EagerOptions {
  /** To the nearest level; `paper`: L1 for two levels, L2 for more. */
  readonly distance: "l1" | "l2" | "paper";
  /** Sums of all strengths before the hard step, for either distance (homotopy.ts). */
  readonly shrinkageL1: number;
  readonly shrinkageL2: number;
  readonly freezeFrom: Homotopy["freezeFrom"];
  /** Whether two levels clip weights to themselves after the map, as the paper's -1 and +1 do; absent, they do not. */
  readonly clips?: boolean;
  readonly startsFrom: Variant["startsFrom"];
}

/** ProxQuant with these options; supports every precision and grid. */
export function eager({ startsFrom, ...options }: EagerOptions): Variant {
  return {
    options: { ...options },
    startsFrom,
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      const freezeFrom = Number.isFinite(grid.levels) ? options.freezeFrom : Number.POSITIVE_INFINITY;
      const byL1 = options.distance === "l1" || (options.distance === "paper" && grid.levels === 2);
      const shrinkage = byL1 ? options.shrinkageL1 : options.shrinkageL2;
      const homotopy: Homotopy = { shrinkage, freezeFrom: options.freezeFrom };

      function drawn(u: tf.Tensor, q: tf.Tensor, codebook: tf.Tensor2D, at: Moment): tf.Tensor {
        const c = strength(homotopy, at);
        const moved = byL1 ? proxL1(u, q, tf.mul(halfGap(codebook), c)) : proxL2(u, q, c);
        return options.clips && grid.levels === 2 ? clip(moved, codebook) : moved;
      }

      function settle(u: typeof latents, at: Moment): typeof latents {
        if (at.progress >= freezeFrom || !Number.isFinite(grid.levels)) return u;
        codebooks.refit(u);
        const q = codebooks.nearest(u);
        if ((at.step + 1) / at.steps >= freezeFrom) return q;
        return u.map((weight, i) => drawn(weight, q[i] as tf.Tensor, codebooks.at(i), at));
      }

      return {
        state: codebooks.state,
        learned: [],
        view: (u) => ({ live: u }),
        rates: ({ progress, rate }) => latents.map(() => (progress >= freezeFrom ? 0 : rate)),
        settle,
        quantize: (u) => codebooks.quantize(u),
        quantities: (u, at) => ({
          strength: at.progress >= freezeFrom ? 0 : strength(homotopy, at),
          "distance to grid": distanceToGrid(u, codebooks),
        }),
      };
    },
  };
}

/** Between the two levels of each row. */
function clip(u: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor {
  const [lowest, highest] = tf.split(codebook, 2, 1).map((level) => tf.reshape(level, [-1])) as [tf.Tensor, tf.Tensor];
  return tf.minimum(tf.maximum(u, lowest), highest);
}

/** Half the mean distance between neighbouring levels, a scalar or [channels]. */
function halfGap(codebook: tf.Tensor2D): tf.Tensor {
  const [rows, levels] = codebook.shape;
  const span = tf.sub(tf.slice(codebook, [0, levels - 1], [rows, 1]), tf.slice(codebook, [0, 0], [rows, 1]));
  return tf.reshape(tf.div(span, 2 * (levels - 1)), rows === 1 ? [] : [rows]);
}
