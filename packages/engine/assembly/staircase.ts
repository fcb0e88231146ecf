/**
 * A function that is constant between thresholds: each value of `x` gives `values[k]`, k of `thresholds` being reached, or
 * exceeded where `strict` is not 0. NaN reaches none.
 *
 * @param x, y float32, `count` values each.
 * @param thresholds ascending, float32, `steps` of them.
 * @param strict 32-bit integers, `steps` of them.
 * @param values float32, `steps` + 1 of them.
 */
export function staircase(
  x: usize,
  y: usize,
  count: usize,
  thresholds: usize,
  strict: usize,
  steps: usize,
  values: usize,
): void {
  const end = count << 2;
  const vectors = end & ~15;
  const last = steps << 2;
  let at: usize = 0;
  for (; at < vectors; at += 16) {
    const v = v128.load(x + at);
    let step = v128.load32_splat(values);
    for (let k: usize = 0; k < last; k += 4) {
      const threshold = v128.load32_splat(thresholds + k);
      const reached = load<u32>(strict + k) ? f32x4.gt(v, threshold) : f32x4.ge(v, threshold);
      step = v128.bitselect(v128.load32_splat(values + k, 4), step, reached);
    }
    v128.store(y + at, step);
  }
  for (; at < end; at += 4) {
    const v = load<f32>(x + at);
    let step = load<f32>(values);
    for (let k: usize = 0; k < last; k += 4) {
      const threshold = load<f32>(thresholds + k);
      if (load<u32>(strict + k) ? v > threshold : v >= threshold) step = load<f32>(values + k, 4);
    }
    store<f32>(y + at, step);
  }
}
