/**
 * @file Loops over tensors [..., channels], one channel after the other inside a block that stays in the processor's
 * cache, so that what belongs to the channel stays in registers.
 */

/** Floats in a block; a second tensor's block lies beside it. */
const BLOCK = 4096;

/** Sums of `u` and of `u v` over all axes but the last, in double precision. */
export function channelSums(
  u: Float32Array,
  v: Float32Array,
  channels: number,
): { sums: Float64Array; products: Float64Array } {
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  const step = blockOf(channels);
  for (let start = 0; start < u.length; start += step) {
    const end = Math.min(u.length, start + step);
    for (let c = 0; c < channels; c++) {
      let sum = sums[c] as number;
      let product = products[c] as number;
      for (let i = start + c; i < end; i += channels) {
        const value = u[i] as number;
        sum += value;
        product += value * (v[i] as number);
      }
      sums[c] = sum;
      products[c] = product;
    }
  }
  return { sums, products };
}

/** `y = slope x + shift`, with a slope and a shift a channel. */
export function affine(y: Float32Array, x: Float32Array, slope: Float64Array, shift: Float64Array): void {
  const channels = slope.length;
  const step = blockOf(channels);
  for (let start = 0; start < x.length; start += step) {
    const end = Math.min(x.length, start + step);
    for (let c = 0; c < channels; c++) {
      const a = slope[c] as number;
      const b = shift[c] as number;
      for (let i = start + c; i < end; i += channels) y[i] = (x[i] as number) * a + b;
    }
  }
}

/** `y = slopeU u + slopeV v + shift`, with two slopes and a shift a channel. */
export function affineOfTwo(
  y: Float32Array,
  u: Float32Array,
  slopeU: Float64Array,
  v: Float32Array,
  slopeV: Float64Array,
  shift: Float64Array,
): void {
  const channels = shift.length;
  const step = blockOf(channels);
  for (let start = 0; start < u.length; start += step) {
    const end = Math.min(u.length, start + step);
    for (let c = 0; c < channels; c++) {
      const a = slopeU[c] as number;
      const b = slopeV[c] as number;
      const d = shift[c] as number;
      for (let i = start + c; i < end; i += channels) y[i] = (u[i] as number) * a + (v[i] as number) * b + d;
    }
  }
}

/** Whole rows of channels, at least one. */
function blockOf(channels: number): number {
  return Math.max(1, Math.floor(BLOCK / channels)) * channels;
}
