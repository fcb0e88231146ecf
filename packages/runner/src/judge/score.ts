import * as tf from "@tensorflow/tfjs-core";
import type { ActivationQuantizer, ExportedNetwork, Scope } from "qat-core";
import { type Examples, inOrder, type Task } from "qat-tasks";
import { rebuild } from "./rebuild.ts";

/** Examples that are scored at a time. */
const batchSize = 500;

/**
 * The metric of an exported network over all examples: the network is rebuilt from its codes, its activations pass
 * through the exported quantizers, and no method has a part in it.
 */
export async function score(task: Task, exported: ExportedNetwork, examples: Examples): Promise<number> {
  const tensors = rebuild(exported);
  const scope = judgedScope(tensors, exported.activations);
  let total = 0;
  for (const indices of inOrder(examples.count, batchSize)) {
    const { input, target } = examples.batch(indices);
    const sum = tf.tidy(() => task.metric.total(task.network.forward(input, scope), target));
    total += (await sum.data())[0] ?? Number.NaN;
    tf.dispose([input, target, sum]);
  }
  tf.dispose([...tensors.values()]);
  return task.metric.value(total, examples.count);
}

function judgedScope(tensors: ReadonlyMap<string, tf.Tensor>, quantizers: ExportedNetwork["activations"]): Scope {
  const exportedTensor = (name: string) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`the exported network has no tensor ${name}`);
    return tensor;
  };
  return {
    training: false,
    parameter: exportedTensor,
    statistic: exportedTensor,
    update: () => {},
    activation(name, x) {
      const quantizer = quantizers[name];
      return quantizer ? quantizeActivation(x, quantizer) : x;
    },
  };
}

function quantizeActivation(x: tf.Tensor, { scale, offset, levels }: ActivationQuantizer): tf.Tensor {
  return tf.mul(tf.clipByValue(tf.round(tf.div(x, scale)), offset, offset + levels - 1), scale);
}
