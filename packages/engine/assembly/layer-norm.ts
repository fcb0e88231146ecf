/** @file Layer normalisation of float32 [rows, features] and its gradient: each row by its own mean and biased variance. */

/**
 * `y = (x - mean) inverse scale + offset`, inverse = 1 / sqrt(variance + epsilon).
 * @param scale, offset float32 [features]
 * @param means, inverses where each row's are left, float32 [rows]
 */
export function layerNorm(
  x: usize,
  y: usize,
  rows: usize,
  features: usize,
  scale: usize,
  offset: usize,
  epsilon: f32,
  means: usize,
  inverses: usize,
): void {
  const row = features << 2;
  const vectors = row & ~15;
  const count = <f32>features;
  for (let r: usize = 0; r < rows; r++) {
    let sums = f32x4.splat(0);
    let rest: f32 = 0;
    for (let c: usize = 0; c < vectors; c += 16) sums = f32x4.add(sums, v128.load(x + c));
    for (let c = vectors; c < row; c += 4) rest += load<f32>(x + c);
    const mean = (total(sums) + rest) / count;

    const centre = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    rest = 0;
    for (let c: usize = 0; c < vectors; c += 16) {
      const deviation = f32x4.sub(v128.load(x + c), centre);
      squares = f32x4.add(squares, f32x4.mul(deviation, deviation));
    }
    for (let c = vectors; c < row; c += 4) {
      const deviation = load<f32>(x + c) - mean;
      rest += deviation * deviation;
    }
    const inverse: f32 = 1 / sqrt<f32>((total(squares) + rest) / count + epsilon);

    const factor = f32x4.splat(inverse);
    for (let c: usize = 0; c < vectors; c += 16) {
      const normalised = f32x4.mul(f32x4.sub(v128.load(x + c), centre), factor);
      v128.store(y + c, f32x4.add(f32x4.mul(normalised, v128.load(scale + c)), v128.load(offset + c)));
    }
    for (let c = vectors; c < row; c += 4) {
      store<f32>(y + c, (load<f32>(x + c) - mean) * inverse * load<f32>(scale + c) + load<f32>(offset + c));
    }
    store<f32>(means, mean);
    store<f32>(inverses, inverse);
    means += 4;
    inverses += 4;
    x += row;
    y += row;
  }
}

/**
 * With g = scale dy and x^ = (x - mean) inverse, `dx = (g - mean(g) - x^ mean(g x^)) inverse`, means over a row; and adds each
 * row's dy x^ to `dScale` and its dy to `dOffset`.
 * @param dScale, dOffset float64 [features]
 */
export function layerNormGradient(
  dx: usize,
  dy: usize,
  x: usize,
  rows: usize,
  features: usize,
  scale: usize,
  means: usize,
  inverses: usize,
  dScale: usize,
  dOffset: usize,
): void {
  const row = features << 2;
  const vectors = row & ~15;
  const count = <f32>features;
  for (let r: usize = 0; r < rows; r++) {
    const mean = load<f32>(means);
    const inverse = load<f32>(inverses);
    const centre = f32x4.splat(mean);
    const factor = f32x4.splat(inverse);
    let sums = f32x4.splat(0);
    let products = f32x4.splat(0);
    let restOfSum: f32 = 0;
    let restOfProduct: f32 = 0;
    for (let c: usize = 0; c < vectors; c += 16) {
      const gradient = v128.load(dy + c);
      const normalised = f32x4.mul(f32x4.sub(v128.load(x + c), centre), factor);
      const along = f32x4.mul(gradient, normalised);
      const g = f32x4.mul(gradient, v128.load(scale + c));
      sums = f32x4.add(sums, g);
      products = f32x4.add(products, f32x4.mul(g, normalised));
      addDoubled(dScale + (c << 1), along);
      addDoubled(dOffset + (c << 1), gradient);
    }
    for (let c = vectors; c < row; c += 4) {
      const gradient = load<f32>(dy + c);
      const normalised: f32 = (load<f32>(x + c) - mean) * inverse;
      const g: f32 = gradient * load<f32>(scale + c);
      restOfSum += g;
      restOfProduct += g * normalised;
      const double = c << 1;
      store<f64>(dScale + double, load<f64>(dScale + double) + <f64>(gradient * normalised));
      store<f64>(dOffset + double, load<f64>(dOffset + double) + <f64>gradient);
    }

    const meanSum: f32 = (total(sums) + restOfSum) / count;
    const meanProduct: f32 = (total(products) + restOfProduct) / count;
    const level = f32x4.splat(meanSum);
    const tilt = f32x4.splat(meanProduct);
    for (let c: usize = 0; c < vectors; c += 16) {
      const g = f32x4.mul(v128.load(dy + c), v128.load(scale + c));
      const normalised = f32x4.mul(f32x4.sub(v128.load(x + c), centre), factor);
      const inner = f32x4.sub(f32x4.sub(g, level), f32x4.mul(normalised, tilt));
      v128.store(dx + c, f32x4.mul(inner, factor));
    }
    for (let c = vectors; c < row; c += 4) {
      const g: f32 = load<f32>(dy + c) * load<f32>(scale + c);
      const normalised: f32 = (load<f32>(x + c) - mean) * inverse;
      store<f32>(dx + c, (g - meanSum - normalised * meanProduct) * inverse);
    }
    means += 4;
    inverses += 4;
    dx += row;
    dy += row;
    x += row;
  }
}

function total(lanes: v128): f32 {
  const left = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1);
  return left + (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3));
}

/** Adds four float32 values to the four float64 values at `to`. */
function addDoubled(to: usize, values: v128): void {
  const upper = i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(values)));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(upper)), 16);
}
