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
  /** Learning rate as a function of progress. */
  readonly rate: Schedule;
  readonly steps: number;
  /** Seed of what the method draws itself. */
  readonly seed: number;
  /** Mean loss of a batch. */
  loss(output: Tensor, target: Tensor): Scalar;
}
