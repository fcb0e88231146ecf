import type { Tensor } from "@tensorflow/tfjs-core";
import { philoxUniform } from "qat-ops";
import { expect } from "vitest";

/** The values of a tensor, which is disposed. */
export function take(tensor: Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

/** `count` numbers in [-1, 1) with a bell's shape: means of three uniform ones. */
export function bell(count: number, seed: number): number[] {
  const draws = philoxUniform(3 * count, [seed, 7]);
  return Array.from({ length: count }, (_, i) => draws.subarray(3 * i, 3 * i + 3).reduce((sum, x) => sum + x / 3, 0));
}

/** Every value within `tolerance` of its expected one. */
export function expectClose(received: readonly number[], expected: readonly number[], tolerance = 1e-6): void {
  expect(received).toHaveLength(expected.length);
  const worst = Math.max(0, ...received.map((x, i) => Math.abs(x - (expected[i] as number))));
  expect(worst, `received [${received}], expected [${expected}]`).toBeLessThanOrEqual(tolerance);
}
