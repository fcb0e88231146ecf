/** `dx = dy` where `y > 0`, else 0: float32, `count` values each. */
export function reluGradient(dx: usize, dy: usize, y: usize, count: usize): void {
  const end = count << 2;
  const vectors = end & ~15;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  for (; at < vectors; at += 16) {
    v128.store(dx + at, v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), zero)));
  }
  for (; at < end; at += 4) store<f32>(dx + at, load<f32>(y + at) > 0 ? load<f32>(dy + at) : 0);
}

/** `dx = dy` where `0 < y < 6`, else 0: float32, `count` values each. */
export function relu6Gradient(dx: usize, dy: usize, y: usize, count: usize): void {
  const end = count << 2;
  const vectors = end & ~15;
  const zero = f32x4.splat(0);
  const six = f32x4.splat(6);
  let at: usize = 0;
  for (; at < vectors; at += 16) {
    const v = v128.load(y + at);
    v128.store(dx + at, v128.and(v128.load(dy + at), v128.and(f32x4.gt(v, zero), f32x4.lt(v, six))));
  }
  for (; at < end; at += 4) {
    const v = load<f32>(y + at);
    store<f32>(dx + at, v > 0 && v < 6 ? load<f32>(dy + at) : 0);
  }
}
