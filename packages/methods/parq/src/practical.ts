/**
 * PARQ as it is used in practice.
 *
 * Jin, Ma, Liu, Gromov, Defazio, Xiao: "PARQ: Piecewise-Affine Regularized Quantization", ICML 2025, arXiv 2503.15748,
 * algorithm 1:
 *
 *     u <- u - rate g(w)              the gradient at w is applied to the latent u as it is
 *     Q <- levels fitted to u         every period
 *     w = prox_PARQ(u, Q, rho)        slope rho from 1 to infinity; then w = Q(u)
 *
 * As published (index.ts): least-squares binary codes by tensor, the CIFAR-10 script's window, steepness, warm-up and
 * period, from scratch. The paper's text gives none of these but the cosine or sigmoid shape; which steepness its tables
 * have beyond two bits, and whether their levels are greedy or optimal, is unknown.
 *
 * Deviations, on either track: weights are always assigned to the nearest level; the code of the paper takes the greedy
 * signs on the steps where it refits, and so flickers. Window and warm-up are shares of training, not counts of steps, and
 * the live weights of a step follow its own moment, not that of the step before. Periods are counted from the first step,
 * not from the end of the warm-up. On the controlled track Q is the suite's grid, refined from its present levels.
 */
import { distanceToGrid, schedule, startCodebooks, type Variant } from "qat-core";
import { sigmoidDecay } from "./inverse-slope.ts";
import { piecewiseAffineOfAll } from "./prox-map.ts";

export interface PracticalOptions {
  /** Of the sigmoid by which the inverse slope falls. */
  readonly steepness: number;
  /** Where in the window it falls, in [0, 1]. */
  readonly centre: number;
  /** Shares of training between which the inverse slope goes from 1 to 0. Before them w = u, after them w = Q(u). */
  readonly start: number;
  readonly end: number;
  /** Share of training in which w = u, whatever the window says. */
  readonly warmUp: number;
  /** Steps between two fits of the levels. */
  readonly period: number;
}

/** PARQ with these options; starts from scratch and supports every precision and grid. */
export function practical(options: PracticalOptions): Variant {
  const { steepness, centre, start, end, warmUp, period } = options;
  const inverseSlope = schedule.within(start, end, sigmoidDecay(steepness, centre));
  const latentUntil = Math.max(start, warmUp);
  return {
    options: { ...options },
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      const view = (u: typeof latents, progress: number) =>
        progress < latentUntil ? u : piecewiseAffineOfAll(u, codebooks.all, inverseSlope(progress));
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
          "inverse slope": inverseSlope(progress),
          "distance to grid": distanceToGrid(view(u, progress), codebooks),
        }),
      };
    },
  };
}
