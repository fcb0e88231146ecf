import type * as tf from "@tensorflow/tfjs-core";
import { philoxUniform } from "qat-ops";
import { expect } from "vitest";

export function values(tensor: tf.Tensor | undefined): number[] {
  return Array.from(tensor?.dataSync() ?? []);
}

/** Every value within `tolerance` of its expected one, relative to the largest. */
export function expectClose(received: tf.Tensor | undefined, expected: readonly number[], tolerance = 1e-6): void {
  const got = values(received);
  expect(got).toHaveLength(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = Math.max(...got.map((x, i) => Math.abs(x - (expected[i] as number)) / scale));
  expect(worst, `received [${got}], expected [${expected}]`).toBeLessThanOrEqual(tolerance);
}

/** Numbers in [-1, 1) with a bell's shape, a function of count and seed alone. */
export function bell(count: number, seed: number): number[] {
  const draws = philoxUniform(3 * count, [seed, 7]);
  return Array.from({ length: count }, (_, i) => draws.subarray(3 * i, 3 * i + 3).reduce((sum, x) => sum + x / 3, 0));
}
