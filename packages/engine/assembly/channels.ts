/** @file Loops over values [rows, channels] that batch normalisation needs, and sums of columns. */

/** Floats in a block that stays in the processor's cache while its channels are summed, four at a time. */
const BLOCK: usize = 4096;

/**
 * Adds, channel by channel, the sum of `u` to `sums` and the sum of `u v` to `products`, all in double precision.
 * `u` and `v` are float32 [rows, channels]; `sums` and `products` are float64 [channels].
 */
export function channelSums(u: usize, v: usize, rows: usize, channels: usize, sums: usize, products: usize): void {
  const row = channels << 2;
  const vectors = channels & ~3;
  const blockRows = max<usize>(1, BLOCK / channels);
  for (let start: usize = 0; start < rows; start += blockRows) {
    const first = start * row;
    const end = min<usize>(rows, start + blockRows) * row;
    for (let c: usize = 0; c < vectors; c += 4) {
      const sum = sums + (c << 3);
      const product = products + (c << 3);
      let sumLow = v128.load(sum);
      let sumHigh = v128.load(sum, 16);
      let productLow = v128.load(product);
      let productHigh = v128.load(product, 16);
      for (let at = first + (c << 2); at < end; at += row) {
        const a = v128.load(u + at);
        const b = v128.load(v + at);
        const aLow = f64x2.promote_low_f32x4(a);
        const aHigh = f64x2.promote_low_f32x4(
          i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
        );
        const bLow = f64x2.promote_low_f32x4(b);
        const bHigh = f64x2.promote_low_f32x4(
          i8x16.shuffle(b, b, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
        );
        sumLow = f64x2.add(sumLow, aLow);
        sumHigh = f64x2.add(sumHigh, aHigh);
        productLow = f64x2.add(productLow, f64x2.mul(aLow, bLow));
        productHigh = f64x2.add(productHigh, f64x2.mul(aHigh, bHigh));
      }
      v128.store(sum, sumLow);
      v128.store(sum, sumHigh, 16);
      v128.store(product, productLow);
      v128.store(product, productHigh, 16);
    }
    for (let c = vectors; c < channels; c++) {
      let sum = load<f64>(sums + (c << 3));
      let product = load<f64>(products + (c << 3));
      for (let at = first + (c << 2); at < end; at += row) {
        const a = <f64>load<f32>(u + at);
        sum += a;
        product += a * <f64>load<f32>(v + at);
      }
      store<f64>(sums + (c << 3), sum);
      store<f64>(products + (c << 3), product);
    }
  }
}

/** `y = (x - centre) slope + shift`: `y` and `x` are float32 [rows, channels], the others float32 [channels]. */
export function normalise(
  y: usize,
  x: usize,
  rows: usize,
  channels: usize,
  centre: usize,
  slope: usize,
  shift: usize,
): void {
  const row = channels << 2;
  const vectors = (channels & ~3) << 2;
  for (let r: usize = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const deviation = f32x4.sub(v128.load(x + c), v128.load(centre + c));
      v128.store(y + c, f32x4.add(f32x4.mul(deviation, v128.load(slope + c)), v128.load(shift + c)));
    }
    for (; c < row; c += 4) {
      const deviation = load<f32>(x + c) - load<f32>(centre + c);
      store<f32>(y + c, deviation * load<f32>(slope + c) + load<f32>(shift + c));
    }
    x += row;
    y += row;
  }
}

/**
 * `y = u slopeU + (v - centre) slopeV + shift`: `y`, `u` and `v` are float32 [rows, channels], the others float32
 * [channels].
 */
export function combineCentred(
  y: usize,
  u: usize,
  v: usize,
  rows: usize,
  channels: usize,
  centre: usize,
  slopeU: usize,
  slopeV: usize,
  shift: usize,
): void {
  const row = channels << 2;
  const vectors = (channels & ~3) << 2;
  for (let r: usize = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c < vectors; c += 16) {
      const deviation = f32x4.sub(v128.load(v + c), v128.load(centre + c));
      const rest = f32x4.add(f32x4.mul(deviation, v128.load(slopeV + c)), v128.load(shift + c));
      v128.store(y + c, f32x4.add(f32x4.mul(v128.load(u + c), v128.load(slopeU + c)), rest));
    }
    for (; c < row; c += 4) {
      const deviation = load<f32>(v + c) - load<f32>(centre + c);
      const rest = deviation * load<f32>(slopeV + c) + load<f32>(shift + c);
      store<f32>(y + c, load<f32>(u + c) * load<f32>(slopeU + c) + rest);
    }
    u += row;
    v += row;
    y += row;
  }
}

/** Adds the sum of each column of `x`, float32 [rows, columns], to `sums`, float64 [columns]. */
export function columnSums(x: usize, rows: usize, columns: usize, sums: usize): void {
  const row = columns << 2;
  const vectors = columns & ~3;
  const blockRows = max<usize>(1, BLOCK / columns);
  for (let start: usize = 0; start < rows; start += blockRows) {
    const first = x + start * row;
    const end = x + min<usize>(rows, start + blockRows) * row;
    for (let c: usize = 0; c < vectors; c += 4) {
      const sum = sums + (c << 3);
      let low = v128.load(sum);
      let high = v128.load(sum, 16);
      for (let at = first + (c << 2); at < end; at += row) {
        const a = v128.load(at);
        low = f64x2.add(low, f64x2.promote_low_f32x4(a));
        const upper = i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
        high = f64x2.add(high, f64x2.promote_low_f32x4(upper));
      }
      v128.store(sum, low);
      v128.store(sum, high, 16);
    }
    for (let c = vectors; c < columns; c++) {
      let sum = load<f64>(sums + (c << 3));
      for (let at = first + (c << 2); at < end; at += row) sum += <f64>load<f32>(at);
      store<f64>(sums + (c << 3), sum);
    }
  }
}
