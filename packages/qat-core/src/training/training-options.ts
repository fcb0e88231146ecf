import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { Grid } from "../grid/grid.ts";
import type { Variant } from "../method.ts";
import type { Network, ParameterRole } from "../network.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import type { Precision } from "../precision.ts";
import type { Schedule } from "../schedule.ts";

/** One training run of one method on one network. */
export interface TrainingOptions {
  readonly network: Network;
  readonly variant: Omit<Variant, "asPublished">;
  readonly precision: Precision;
  readonly grid: Grid;
  /** Initial value of every parameter, and of statistics that do not start at their own; copied. */
  readonly initial: ReadonlyMap<string, Tensor>;
  readonly optimizer: Optimizer;
  readonly weightDecay: Readonly<Record<ParameterRole, number>>;
  /**
   * Largest norm of a step's gradients, of latents and of the other parameters together; larger ones are scaled down before
   * the optimizer sees them. Not of learned parameters, which have gradient scales of their own. Absent for none.
   */
  readonly clipNorm?: number;
  /** Learning rate as a function of progress. */
  readonly rate: Schedule;
  /** What the rate is divided by each time training slows down; absent where it never does. */
  readonly slowing?: number;
  readonly steps: number;
  /** Examples a batch; needed where the network carries something from one to the next. */
  readonly batchSize?: number;
  /** Seed of what the method, and the network's noise, draw. */
  readonly seed: number;
  /** Mean loss of a batch. */
  loss(output: Tensor, target: Tensor): Scalar;
}
