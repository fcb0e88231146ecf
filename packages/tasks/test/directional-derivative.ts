import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { initialStatistics, trainingScopeOf } from "./scope-of.ts";

/**
 * The derivative of a weighted sum of a network's outputs, in training, along a random direction of its i-th parameter: by
 * central differences of `step`, and by the gradient.
 * @param network to [3, 3]
 * @param values of its parameters, in their order
 */
export async function directionalDerivative(
  network: Network,
  values: readonly tf.Tensor[],
  input: tf.Tensor,
  i: number,
  step: number,
): Promise<{ slope: number; expected: number }> {
  const weighting = tf.randomNormal([3, 3], 0, 1, "float32", 2);
  const loss = (...at: tf.Tensor[]) => {
    const byName = new Map(network.parameters.map(({ name }, k) => [name, at[k] as tf.Tensor]));
    const output = network.forward(input, trainingScopeOf(byName, initialStatistics(network)));
    return tf.sum(tf.mul(output, weighting)) as tf.Scalar;
  };
  const gradient = tf.grads(loss)([...values])[i] as tf.Tensor;
  const direction = tf.randomNormal(gradient.shape, 0, 1, "float32", 3);
  const at = async (by: number) =>
    (await loss(...values.map((v, k) => (k === i ? tf.add(v, tf.mul(direction, by)) : v))).data())[0] as number;
  const slope = ((await at(step)) - (await at(-step))) / (2 * step);
  return { slope, expected: (await tf.sum(tf.mul(gradient, direction)).data())[0] as number };
}
