import type { Variable } from "@tensorflow/tfjs-core";

export interface LearnedParameter {
  readonly name: string;
  readonly value: Variable;
  /** Factor on its gradient: LSQ's 1 / sqrt(N Qp). */
  readonly gradientScale: number;
  /** Closed interval that it is clipped to after every step. */
  readonly bounds: readonly [lowest: number, highest: number];
  /** Its step size as a multiple of the learning rate. Learned parameters have no weight decay. */
  readonly rateFactor: number;
}
