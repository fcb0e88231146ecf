/**
 * @file How an operation reaches an engine without knowing one: it is declared by kernel name; an engine registers a
 * kernel of that name with `tf.registerKernel`; where the current backend has none, the composed reference runs.
 */
import * as tf from "@tensorflow/tfjs-core";

/** A kernel's inputs by name, as its registered function receives them. */
export type KernelInputs = Readonly<Record<string, tf.Tensor>>;

/** A kernel's attributes by name: plain values, no tensors. */
export type KernelAttributes = Readonly<Record<string, number | string | readonly number[]>>;

/**
 * Runs the kernel `kernelName` where the current backend has it, else `composed`, inside a tidy of its own.
 * Neither is differentiable by itself: the caller wraps it in `tf.customGrad` or uses it inside a gradient.
 *
 * @returns the kernel's outputs, in its declared order; the caller owns them.
 */
export function kernelOrComposed(
  kernelName: string,
  inputs: KernelInputs,
  attributes: KernelAttributes,
  composed: () => tf.Tensor[],
): tf.Tensor[] {
  if (tf.getKernel(kernelName, tf.getBackend()) === undefined) return tf.tidy(composed);
  // tfjs types attributes as mutable arrays; no kernel writes to them.
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(kernelName, inputs, attributes as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}
