/**
 * How flat the loss is around a trained network: the mean rise of its training loss when every quantized weight is moved at
 * random,
 *
 *     L(w + d) - L(w),   d = radius rms(w) xi,   xi of zero mean and unit variance
 *
 * rms(w) of the weight's own tensor. The relative size makes networks comparable whose layers differ by a scale that the
 * next normalisation takes away, as in Li et al. 2018, arXiv 1712.09913, sec. 4. To second order the rise is
 * radius^2 / 2 sum_i rms_i^2 H_ii, the Hessian's trace in those units.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type ExportedNetwork, seedFrom } from "qat-core";
import type { CompletedRecord } from "qat-ledger";
import type { Examples, Task } from "qat-tasks";
import { pass } from "./pass.ts";
import { rebuild } from "./rebuild.ts";

const radius = 0.2;
const draws = 8;
const mostExamples = 500;

/** @param examples of training, of which the first five hundred are used, without augmentation */
export async function flatness(
  task: Task,
  exported: ExportedNetwork,
  examples: Examples,
): Promise<NonNullable<CompletedRecord["flatness"]>> {
  const tensors = rebuild(exported);
  const quantized = task.network.parameters.filter((spec) => spec.quantized).map(({ name }) => name);
  const flat = await loss(tensors);
  let rise = 0;
  for (let draw = 0; draw < draws; draw++) {
    const moved = quantized.map(
      (name) => [name, tf.tidy(() => perturbed(tensors.get(name) as tf.Tensor, name, draw))] as const,
    );
    rise += ((await loss(new Map([...tensors, ...moved]))).mean - flat.mean) / draws;
    tf.dispose(moved.map(([, tensor]) => tensor));
  }
  tf.dispose([...tensors.values()]);
  return { radius, rise, draws, examples: flat.count };

  async function loss(values: ReadonlyMap<string, tf.Tensor>): Promise<{ mean: number; count: number }> {
    const ofBatch = (output: tf.Tensor, target: tf.Tensor, size: number) =>
      tf.mul<tf.Scalar>(task.loss(output, target), size);
    const { total, count } = await pass(task, values, exported.activations, examples, mostExamples, ofBatch);
    return { mean: total / count, count };
  }
}

/** The same perturbation for every method: seeded by tensor and draw alone. Uniform, with unit variance before its scale. */
function perturbed(w: tf.Tensor, name: string, draw: number): tf.Tensor {
  const bound = Math.sqrt(3);
  const xi = tf.randomUniform(w.shape, -bound, bound, "float32", seedFrom("flatness", name, draw));
  return tf.add(w, tf.mul(xi, tf.mul(tf.sqrt(tf.mean(tf.square(w))), radius)));
}
