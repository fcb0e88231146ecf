import * as tf from "@tensorflow/tfjs-core";
import type { ExportedNetwork } from "qat-core";
import { type Examples, inOrder, type Task } from "qat-tasks";
import { judgedScope } from "./judged-scope.ts";
import { rebuild } from "./rebuild.ts";

/** Examples that are scored at a time: no more than are trained at a time, or scoring would need the most memory. */
const batchSize = 125;

/**
 * The metric of an exported network over the first `most` examples, by default all: the network is rebuilt from its
 * codes, its activations pass through the exported quantizers, and no method has a part in it.
 */
export async function score(
  task: Task,
  exported: ExportedNetwork,
  examples: Examples,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  const count = Math.min(most, examples.count);
  const tensors = rebuild(exported);
  const scope = judgedScope(tensors, exported.activations);
  let total = 0;
  for (const indices of inOrder(count, batchSize)) {
    const { input, target } = examples.batch(indices);
    const sum = tf.tidy(() => task.metric.total(task.network.forward(input, scope), target));
    total += (await sum.data())[0] ?? Number.NaN;
    tf.dispose([input, target, sum]);
  }
  tf.dispose([...tensors.values()]);
  return task.metric.value(total, count);
}
