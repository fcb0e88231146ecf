import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Plain values that stand for a tensor on whichever backend computes. */
export interface Values {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Values that look random, the same in every run: the fractional parts of a Weyl sequence, in [-1, 1). */
export function weyl(shape: readonly number[], start = 0.1): Values {
  const size = tf.util.sizeFromShape([...shape]);
  return { shape, values: Float32Array.from({ length: size }, (_, i) => 2 * ((start + i * 0.6180339887) % 1) - 1) };
}

/** Runs `compute` on a backend and leaves the one that was set before; fails where it leaves a tensor behind. */
export async function onBackend(
  backend: string,
  inputs: readonly Values[],
  compute: (...tensors: tf.Tensor[]) => tf.Tensor,
): Promise<{ shape: number[]; values: number[] }> {
  const before = tf.getBackend();
  tf.env().set("PROD", true); // the cpu backend else advises on the console to install another
  await tf.setBackend(backend);
  try {
    const tensors = inputs.map(({ shape, values }) => tf.tensor(Float32Array.from(values), [...shape]));
    const held = tf.memory().numTensors;
    const output = compute(...tensors);
    expect(tf.memory().numTensors - held, "tensors left behind").toBe(1);
    const result = { shape: output.shape, values: Array.from(await output.data()) };
    tf.dispose([output, ...tensors]);
    return result;
  } finally {
    await tf.setBackend(before);
  }
}

/** Expects equal shapes, and values that differ by no more than float32 sums in another order do. */
export function expectClose(
  actual: { shape: readonly number[]; values: readonly number[] },
  expected: { shape: readonly number[]; values: readonly number[] },
  tolerance = 2e-5,
): void {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(1, ...expected.values.map(Math.abs));
  const worst = Math.max(0, ...actual.values.map((value, i) => Math.abs(value - (expected.values[i] ?? Number.NaN))));
  expect(worst / scale, "largest difference, relative to the largest value").toBeLessThanOrEqual(tolerance);
}
