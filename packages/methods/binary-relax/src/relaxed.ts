/**
 * BinaryRelax.
 *
 * Yin, Zhang, Lyu, Osher, Qi, Xin: "BinaryRelax: A Relaxation Approach for Training Deep Neural Networks with
 * Quantized Weights", SIAM Journal on Imaging Sciences 2018, arXiv 1801.06313; the schedule as in the authors' code
 * (penhunt/binaryrelax, commit 6b101aa). With the Moreau envelope lambda / 2 dist(x, Q)^2 in place of "x is on Q":
 *
 *     w = argmin_x |x - u|^2 / 2 + lambda / 2 dist(x, Q)^2 = (u + lambda Q(u)) / (1 + lambda)      phase I
 *     w = Q(u)                                                                                     phase II
 *     u <- u - rate g(w)                                   the gradient at w is applied to the latent u as it is
 *
 * written with the level's share theta = lambda / (1 + lambda), so that u is left bit for bit where theta is 0 or Q(u)
 * is u: w = u + theta (Q(u) - u).
 *
 * As published (index.ts): from the trained float network, on a scaled sign, the exact ternary grid or 2^b - 1 levels about
 * 0, whose scale takes one alternation a step from the present one; `linear`, the version in PARQ's code, on least-squares
 * binary codes and from scratch. The paper's body could not be read: the schedule is the authors' notebook's, which agrees
 * with their later code; which layers their residual networks quantize is unknown.
 *
 * Deviations, on either track: lambda grows in every step instead of once an epoch, and as a share of training. The learning
 * rate is the recipe's in both phases. On the controlled track the grid is the suite's and training starts from scratch.
 */
import * as tf from "@tensorflow/tfjs-core";
import { distanceToGrid, type Schedule, startCodebooks, type Variant } from "qat-core";

export interface RelaxedOptions {
  /** What the schedule is called in records. */
  readonly schedule: string;
  /** theta in [0, 1] as a function of progress, in phase I. */
  readonly share: Schedule;
  /** Share of training from which on w = Q(u): phase II. */
  readonly hardFrom: number;
  /** Share of training in which theta is 0, for records; absent for none. */
  readonly warmUp?: number;
  /** Steps between two fits of the levels. */
  readonly period: number;
}

/** argmin_x |x - u|^2 / 2 + lambda / 2 |x - q|^2, with theta = lambda / (1 + lambda) in [0, 1]; any shapes, alike. */
export function towards(q: tf.Tensor, u: tf.Tensor, theta: number): tf.Tensor {
  return tf.tidy(() => tf.add(u, tf.mul(tf.sub(q, u), theta)));
}

/** BinaryRelax with these options; supports every precision and grid. */
export function relaxed({ share, ...options }: RelaxedOptions): Variant {
  const { hardFrom, period } = options;
  const theta: Schedule = (progress) => (progress < hardFrom ? share(progress) : 1);
  return {
    options,
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      const view = (u: typeof latents, progress: number) =>
        // In float32 u + 1 (q - u) can miss q.
        codebooks
          .nearest(u)
          .map((q, i) => (theta(progress) === 1 ? q : towards(q, u[i] as tf.Tensor, theta(progress))));
      return {
        state: codebooks.state,
        learned: [],
        view: (u, { progress }) => ({ live: view(u, progress) }),
        settle(u, { step }) {
          if ((step + 1) % period === 0) codebooks.refit(u);
          return u;
        },
        quantize: (u) => codebooks.quantize(u),
        quantities: (u, { progress }) => ({
          "level's share": theta(progress),
          "distance to grid": distanceToGrid(view(u, progress), codebooks),
        }),
      };
    },
  };
}
