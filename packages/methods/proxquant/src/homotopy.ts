import type { Moment } from "qat-core";

export interface Homotopy {
  /** Sum of the strengths of all steps before the hard one. */
  readonly shrinkage: number;
  /** Share of training at whose end weights are rounded, and from which on they are frozen. */
  readonly freezeFrom: number;
}

/**
 * The strength c = rate lambda of one step's proximal map: it grows in a straight line from 0 and sums up to `shrinkage`
 * by the hard step, whatever the number of steps and the learning rate:
 *
 *     c(p) = 2 shrinkage p / (freezeFrom^2 steps),   p = progress,   so that the sum up to p is shrinkage (p / freezeFrom)^2
 */
export function strength({ shrinkage, freezeFrom }: Homotopy, { progress, steps }: Pick<Moment, "progress" | "steps">) {
  return (2 * shrinkage * progress) / (freezeFrom ** 2 * steps);
}
