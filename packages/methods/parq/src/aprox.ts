/**
 * AProx, the algorithm of PARQ's theory.
 *
 * Jin et al. 2025, arXiv 2503.15748, eq. 11 (convergence of the last iterate: theorem 3.2), for F = f + lambda Psi:
 *
 *     u <- u - rate g(w)
 *     w = prox_{gamma lambda Psi}(u)     gamma = sum of the rates of all steps so far
 *
 * with Psi of eq. 6 and slopes a_k = (q_k + q_{k+1}) / 2. The latent is kept on the scale of w, v = u / rho with
 * rho = 1 + gamma lambda, since prox_{gamma lambda Psi}(rho v) is practical PARQ's map of v at slope rho (prox-map.ts):
 *
 *     v <- (rho v - rate g(w)) / rho'    rho' = rho + rate lambda
 *     w = prox_PARQ(v, Q, rho')
 *
 * So AProx is practical PARQ whose slope is the sum of step sizes, and whose latent shrinks as the slope grows.
 *
 * Deviations: levels are fitted to v every period (the theory's are fixed). Any finite slope leaves weights between
 * levels, so that the last part of training is hard, as in practical PARQ: no experiment of the paper runs this algorithm,
 * and there is nothing of it as published. The optimizer's direction stands for g, and
 * weight decay acts on v. On the float grid lambda is 0.
 */
import * as tf from "@tensorflow/tfjs-core";
import { distanceToGrid, type Moment, startCodebooks, type Variant } from "qat-core";
import { piecewiseAffineOfAll } from "./prox-map.ts";

export interface AProxOptions {
  /** Weight of Psi against the loss; the steeper the gradients (or directions) are, the larger it must be. */
  readonly lambda: number;
  /** Share of training from which on w = Q(v); 1 for never. */
  readonly end: number;
  /** Steps between two fits of the levels. */
  readonly period: number;
}

/** AProx with these options; starts from scratch and supports every precision and grid. */
export function aprox(options: AProxOptions): Variant {
  const { end, period } = options;
  return {
    options: { ...options },
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      const lambda = Number.isFinite(grid.levels) ? options.lambda : 0;
      const slope = ({ rateSum, rate }: Moment) => 1 + lambda * (rateSum - rate);
      const slopeAfter = ({ rateSum }: Moment) => 1 + lambda * rateSum;
      const inverseSlope = (at: Moment) => (at.progress < end ? 1 / slope(at) : 0);
      const view = (v: typeof latents, at: Moment) => piecewiseAffineOfAll(v, codebooks.all, inverseSlope(at));
      return {
        state: codebooks.state,
        learned: [],
        view: (v, at) => ({ live: view(v, at) }),
        rates: (at) => latents.map(() => at.rate / slope(at)),
        settle(v, at) {
          const shrunk = lambda === 0 ? v : v.map((latent) => tf.mul(latent, slope(at) / slopeAfter(at)));
          if ((at.step + 1) % period === 0) codebooks.refit(shrunk);
          return shrunk;
        },
        quantize: (v) => codebooks.quantize(v),
        quantities: (v, at) => ({
          "inverse slope": inverseSlope(at),
          "distance to grid": distanceToGrid(view(v, at), codebooks),
        }),
      };
    },
  };
}
