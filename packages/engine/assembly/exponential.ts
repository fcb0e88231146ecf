/** exp(v) to a few units in the last place, for v up to 88; 0 below -87, where it would leave the normal numbers. */
export function exponential(v: v128): v128 {
  const inRange = f32x4.ge(v, f32x4.splat(-87));
  const bounded = f32x4.max(v, f32x4.splat(-87));
  // v = n log 2 + r, |r| <= log(2) / 2; log 2 in two parts, of which the first has zeros at its end.
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(<f32>Math.LOG2E)));
  const high = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  // The first terms of the series; what is left out is below r^7 / 7!, 1.2e-7.
  let p = f32x4.splat(1.0 / 720);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(p, power), inRange);
}
