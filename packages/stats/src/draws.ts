import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { SampleError } from "./sample-error.ts";

/**
 * Uniform numbers in [0, 1) in steps of 2^-32, by xoroshiro128+: the same for the same seed.
 * @throws {SampleError} for a seed that is not a whole number of 32 bits
 */
export function drawUniforms(procedure: string, seed: number): () => number {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new SampleError(`${procedure} needs a seed that is a whole number from 0 to 2^32 - 1, received ${seed}`);
  }
  const generator = xoroshiro128plus(seed);
  return () => (generator.next() >>> 0) / 2 ** 32;
}

/**
 * Normal numbers with mean 0 and deviation 1, two from each two uniform ones (Box and Muller 1958, "A note on the
 * generation of random normal deviates").
 * @throws {SampleError} for a seed that is not a whole number of 32 bits
 */
export function drawNormals(procedure: string, seed: number): () => number {
  const uniform = drawUniforms(procedure, seed);
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const normal = spare;
      spare = null;
      return normal;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
