import * as tf from "@tensorflow/tfjs-core";
import type { ExportedNetwork } from "qat-core";
import type { Examples, Task } from "qat-tasks";
import { pass } from "./pass.ts";
import { rebuild } from "./rebuild.ts";

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
  const tensors = rebuild(exported);
  const { total, count } = await pass(task, tensors, exported.activations, examples, most, task.metric.total);
  tf.dispose([...tensors.values()]);
  return task.metric.value(total, count);
}
