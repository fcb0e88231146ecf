import type { Tensor } from "@tensorflow/tfjs-core";
import { philoxUniform } from "qat-ops";
import { expect } from "vitest";
import { uniformGrid } from "../grid/uniform-grid.ts";
import type { Setup } from "../method.ts";
import type { Moment } from "../moment.ts";
import { parsePrecision } from "../precision.ts";

/** The values of a tensor, which lives on; none where there is no tensor. */
export function values(tensor: Tensor | undefined): number[] {
  return Array.from(tensor?.dataSync() ?? []);
}

/** The values of a tensor, which is disposed. */
export function take(tensor: Tensor | undefined): number[] {
  if (!tensor) throw new Error("there is no such tensor");
  const taken = values(tensor);
  tensor.dispose();
  return taken;
}

/** `count` numbers in [-1, 1) with a bell's shape: means of three uniform ones. */
export function bell(count: number, seed: number): number[] {
  const draws = philoxUniform(3 * count, [seed, 7]);
  return Array.from({ length: count }, (_, i) => draws.subarray(3 * i, 3 * i + 3).reduce((sum, x) => sum + x / 3, 0));
}

/** `count` normal numbers of mean 0 and variance 1 (Box and Muller 1958). */
export function gaussian(count: number, seed: number): number[] {
  const draws = philoxUniform(2 * count, [seed, 8]);
  const unit = (i: number) => ((draws[i] as number) + 1) / 2;
  return Array.from({ length: count }, (_, i) => {
    return Math.sqrt(-2 * Math.log(1 - unit(2 * i))) * Math.cos(2 * Math.PI * unit(2 * i + 1));
  });
}

/** `count` numbers of Laplace's distribution with mean 0 and mean size 1: tails heavier than a normal one's. */
export function laplace(count: number, seed: number): number[] {
  return Array.from(philoxUniform(count, [seed, 9]), (x) => -Math.sign(x) * Math.log(1 - Math.abs(x)));
}

/** Every value within `tolerance` of its expected one. */
export function expectClose(received: readonly number[], expected: readonly number[], tolerance = 1e-6): void {
  expect(received).toHaveLength(expected.length);
  const worst = Math.max(0, ...received.map((x, i) => Math.abs(x - (expected[i] as number))));
  expect(worst, `received [${received}], expected [${expected}]`).toBeLessThanOrEqual(tolerance);
}

/** Every value of a tensor within `tolerance` of its expected one, relative to the largest, absolute below 1. */
export function expectTensorClose(tensor: Tensor | undefined, expected: readonly number[], tolerance = 1e-6): void {
  expectClose(values(tensor), expected, tolerance * Math.max(1, ...expected.map(Math.abs)));
}

/** A step's moment, the rate constant. */
export const moment = (step: number, steps = 100, rate = 0.1): Moment => ({
  step,
  steps,
  progress: step / steps,
  rate,
  rateSum: (step + 1) * rate,
});

const names: Readonly<Record<number, string>> = { 2: "w1a32", 3: "w1.58a32", 4: "w2a32", 8: "w3a32", 16: "w4a32" };

/** A run's setup on the controlled grid of this many levels. */
export const setupOf = (levels: number, granularity: "tensor" | "channel" = "tensor"): Setup => ({
  precision: parsePrecision(names[levels] ?? "w32a32"),
  grid: uniformGrid(levels, granularity),
  steps: 100,
  seed: 3,
});
