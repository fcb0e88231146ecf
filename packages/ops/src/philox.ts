/**
 * @file Philox4x32-10, the counter-based generator of J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers:
 * as easy as 1, 2, 3", SC 2011, section 3.3: the i-th number is a function of (key, i) alone, in integer arithmetic, and
 * so the same on every machine.
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
/** The Weyl increments of the key: the golden ratio and sqrt(3) - 1, as 32-bit fractions. */
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The key under which a seed is scrambled into key and counter; the choice of TensorFlow's stateless generators. */
const SCRAMBLE_KEY: readonly [number, number] = [0x3ec8f720, 0x02461e29];

/** The upper 32 bits of the product of two unsigned 32-bit integers; every intermediate value stays below 2^53. */
function multiplyHigh(a: number, b: number): number {
  const upper = (a >>> 16) * b;
  const lower = (a & 0xffff) * b;
  return Math.floor((upper + Math.floor(lower / 0x10000)) / 0x10000);
}

/** Replaces the counter block `state` (4 words) by its random block under the key `(k0, k1)`. */
export function philox(state: Uint32Array, k0: number, k1: number): void {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = state;
  let key0 = k0;
  let key1 = k1;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ key0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ key1) >>> 0;
    c3 = low0;
    key0 = (key0 + WEYL_0) >>> 0;
    key1 = (key1 + WEYL_1) >>> 0;
  }
  state[0] = c0;
  state[1] = c1;
  state[2] = c2;
  state[3] = c3;
}

/**
 * `count` numbers uniform in [-1, 1), multiples of 2^-22: bit for bit `2 u - 1` of TensorFlow's `StatelessRandomUniform`
 * with the same seed, which scrambles the seed into key and counter by one Philox block and takes 23 bits a number.
 *
 * @param seed two int32 values.
 */
export function philoxUniform(count: number, seed: readonly [number, number]): Float32Array {
  // An int32 seed is widened to 64 bits with its sign before it fills two words of the counter.
  const widened = seed.flatMap((word) => [word, word < 0 ? -1 : 0]);
  const block = Uint32Array.from(widened, (word) => word >>> 0);
  philox(block, ...SCRAMBLE_KEY);
  const [key0 = 0, key1 = 0, stream0 = 0, stream1 = 0] = block;

  const out = new Float32Array(count);
  for (let group = 0; group * 4 < count; group++) {
    block.set([group >>> 0, Math.floor(group / 2 ** 32), stream0, stream1]);
    philox(block, key0, key1);
    for (let lane = 0; lane < 4 && group * 4 + lane < count; lane++) {
      out[group * 4 + lane] = ((block[lane] ?? 0) & 0x7fffff) * 2 ** -22 - 1;
    }
  }
  return out;
}
