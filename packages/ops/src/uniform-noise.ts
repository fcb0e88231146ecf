import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";
import { philoxUniform } from "./philox.ts";

/** Kernel `UniformNoise`: no inputs; attributes `shape` and `seed` (two int32); output float32 of that shape in [-1, 1). */
export const UNIFORM_NOISE = "UniformNoise";

/** Two 32-bit integers, signed or unsigned, usually derived from a seed's name and the step. */
export type NoiseSeed = readonly [number, number];

/** The composed reference: Philox4x32-10 in JavaScript, the same bits on every engine. */
export function uniformNoiseComposed(shape: readonly number[], seed: NoiseSeed): tf.Tensor {
  return tf.tensor(philoxUniform(tf.util.sizeFromShape([...shape]), seed), [...shape], "float32");
}

/**
 * Noise uniform in [-1, 1), a function of `shape` and `seed` alone: the same bits in every process and on every engine.
 * It is drawn inside the engine where that has the kernel. No gradient flows through it.
 *
 * @returns float32 of shape `shape`.
 * @throws RangeError where the seed is not two 32-bit integers.
 */
export function uniformNoise(shape: readonly number[], seed: NoiseSeed): tf.Tensor {
  if (seed.length !== 2 || !seed.every((word) => Number.isInteger(word) && word >= -(2 ** 31) && word < 2 ** 32)) {
    throw new RangeError(
      `[qat-ops] uniformNoise got the seed [${seed}]; allowed are two integers from -2^31 to 2^32 - 1. ` +
        "Derive them from the seed's name with a 32-bit hash.",
    );
  }
  const words: NoiseSeed = [seed[0] | 0, seed[1] | 0];
  const attributes = { shape, seed: words };
  return kernelOrComposed(UNIFORM_NOISE, {}, attributes, () => [uniformNoiseComposed(shape, words)])[0] as tf.Tensor;
}
