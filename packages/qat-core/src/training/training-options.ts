import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { Grid } from "../grid/grid.ts";
import type { Variant } from "../method.ts";
import type { Network } from "../network.ts";
import type { Precision } from "../precision.ts";
import type { StepRules } from "./step-rules.ts";

/** One training run of one method on one network. */
export interface TrainingOptions extends StepRules {
  readonly network: Network;
  readonly variant: Omit<Variant, "asPublished">;
  readonly precision: Precision;
  readonly grid: Grid;
  /** Initial value of every parameter, and of statistics that do not start at their own; copied. */
  readonly initial: ReadonlyMap<string, Tensor>;
  readonly steps: number;
  /** Examples a batch; needed where the network carries something from one to the next. */
  readonly batchSize?: number;
  /** Seed of what the method, and the network's noise, draw. */
  readonly seed: number;
  /** Mean loss of a batch. */
  loss(output: Tensor, target: Tensor): Scalar;
}
