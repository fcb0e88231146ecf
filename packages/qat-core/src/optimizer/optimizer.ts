import type { Tensor, Variable } from "@tensorflow/tfjs-core";

/**
 * An optimizer is its directions: u <- u - rate * direction. The rate belongs to the recipe, and to methods that
 * steer it.
 */
export interface Optimizer {
  readonly name: string;
  /** @param shapes of the parameters, by name */
  start(shapes: ReadonlyMap<string, readonly number[]>): Directions;
}

export interface Directions {
  /**
   * The direction of one parameter in this step, called once a step and parameter.
   * @param weightDecay coefficient of the decay that acts on `parameter`
   * @param step index of the step, from 0
   */
  direction(name: string, gradient: Tensor, parameter: Tensor, weightDecay: number, step: number): Tensor;
  /** Moments, by name: saved and restored. */
  readonly state: Readonly<Record<string, Variable>>;
}
