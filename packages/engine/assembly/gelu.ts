/** @file GELU, x Phi(x), and its gradient, of float32 values. Phi is the normal distribution function. */
import { exponential } from "./exponential";

/** `y = x Phi(x)`: `count` values each. */
export function gelu(x: usize, y: usize, count: usize): void {
  const end = count << 2;
  const vectors = end & ~15;
  let at: usize = 0;
  for (; at < vectors; at += 16) {
    const v = v128.load(x + at);
    v128.store(y + at, f32x4.mul(v, distribution(v, falloff(v))));
  }
  for (; at < end; at += 4) {
    const v = v128.load32_splat(x + at);
    v128.store_lane<f32>(y + at, f32x4.mul(v, distribution(v, falloff(v))), 0);
  }
}

/** `dx = dy (Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi))`: `count` values each. */
export function geluGradient(dx: usize, dy: usize, x: usize, count: usize): void {
  const end = count << 2;
  const vectors = end & ~15;
  let at: usize = 0;
  for (; at < vectors; at += 16) v128.store(dx + at, f32x4.mul(v128.load(dy + at), slope(v128.load(x + at))));
  for (; at < end; at += 4) {
    v128.store_lane<f32>(dx + at, f32x4.mul(v128.load32_splat(dy + at), slope(v128.load32_splat(x + at))), 0);
  }
}

function slope(x: v128): v128 {
  const e = falloff(x);
  return f32x4.add(distribution(x, e), f32x4.mul(f32x4.mul(x, e), f32x4.splat(0.3989422804)));
}

/** exp(-x^2 / 2). */
function falloff(x: v128): v128 {
  return exponential(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/**
 * Phi(x), by the tail beyond |x|: erfc(z) = (a1 t + ... + a5 t^5) exp(-z^2), t = 1 / (1 + p z), z = |x| / sqrt(2), within
 * 1.5e-7 (Abramowitz, Stegun 1964, "Handbook of mathematical functions", 7.1.26). `e` is exp(-x^2 / 2).
 */
function distribution(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  // p / sqrt(2)
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.abs(x), f32x4.splat(0.231641889))));
  let sum = f32x4.splat(1.061405429);
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(-1.453152027));
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(1.421413741));
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(-0.284496736));
  sum = f32x4.add(f32x4.mul(sum, t), f32x4.splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(sum, t), e), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}
