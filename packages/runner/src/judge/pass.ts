import * as tf from "@tensorflow/tfjs-core";
import { type ExportedNetwork, type Scope, startCarried } from "qat-core";
import { type Examples, inOrder, type Task } from "qat-tasks";
import { judgedScope } from "./judged-scope.ts";

/** Examples that are judged at a time: no more than are trained at a time, or judging would need the most memory. */
const batchSize = 125;

/**
 * Sums what a task says of each batch, over the first `most` examples in their order: one pass of a network that is not
 * trained. Where examples continue each other, a batch is one of each stream, and what is carried starts at zero.
 * @param tensors of the network, by name
 * @param ofBatch a scalar, or a value for each example, from the network's output
 * @param see told each batch's values
 * @returns the sum of all values, and the examples that it is over
 */
export async function pass(
  task: Task,
  tensors: ReadonlyMap<string, tf.Tensor>,
  activations: ExportedNetwork["activations"],
  examples: Examples,
  most: number,
  ofBatch: (output: tf.Tensor, target: tf.Tensor, size: number) => tf.Scalar | tf.Tensor1D,
  see: (values: ArrayLike<number>) => void = () => {},
): Promise<{ readonly total: number; readonly count: number }> {
  const size = examples.streams ?? batchSize;
  const asked = Math.min(most, examples.count);
  const count = examples.streams === undefined ? asked : Math.max(size, asked - (asked % size));
  const carried = startCarried(task.network.carried, size);
  const scope: Scope = judgedScope(tensors, activations, carried);
  let total = 0;
  for (const indices of inOrder(count, size)) {
    const { input, target } = examples.batch(indices);
    const said = tf.tidy(() => ofBatch(task.network.forward(input, scope), target, indices.length));
    const values = await said.data();
    for (const value of values) total += value;
    see(values);
    tf.dispose([input, target, said]);
  }
  carried.dispose();
  return { total, count };
}
