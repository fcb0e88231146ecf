import * as tf from "@tensorflow/tfjs-core";
import type { CarriedSpec, Scope } from "../network.ts";
import { at, named, type Variables } from "./variables.ts";

/** What one batch leaves for the next: zeros at first. */
export interface Carried extends Pick<Scope, "carried" | "carry"> {
  /** By name: saved and restored with everything else that the next steps depend on. */
  readonly variables: Variables;
  /** Examples start anew: zeros again. */
  forget(): void;
  dispose(): void;
}

/**
 * @param batchSize of every batch of the pass; may be absent where nothing is carried
 * @throws {Error} where something is carried and the batch size is not given
 */
export function startCarried(specs: readonly CarriedSpec[] = [], batchSize?: number): Carried {
  const values = specs.map(({ name, shape }) => {
    if (batchSize === undefined) throw new Error(`${name} is carried from batch to batch: say how large a batch is`);
    return tf.tidy(() => tf.variable(tf.zeros([batchSize, ...shape]), false));
  });
  const variableOf = (name: string) => {
    const index = specs.findIndex((spec) => spec.name === name);
    if (index === -1) throw new Error(`the network does not declare ${name} among what it carries`);
    return at(values, index);
  };
  return {
    carried: variableOf,
    carry: (name, value) => variableOf(name).assign(value),
    variables: named("carried", specs, values),
    forget: () => tf.tidy(() => values.forEach((value) => void value.assign(tf.zerosLike(value)))),
    dispose: () => void tf.dispose(values),
  };
}
