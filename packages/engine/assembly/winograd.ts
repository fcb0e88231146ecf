/**
 * @file Convolution by windows of 3 x 3 at stride 1 with 16 multiplications for four outputs instead of 36: F(2 x 2, 3 x 3)
 * of Lavin and Gray (arXiv 1509.09308, sec. 4.1). With d a tile of 4 x 4 inputs, g the filter and Y the tile's 2 x 2 outputs
 *
 *     Y = A' [(G g G') * (B' d B)] A
 *
 * where * is elementwise. Summed over channels, each of the sixteen elements is a product of matrices. sum(Y * Z) is linear
 * in d, g and Z alike, so that the filter's gradient for dY = Z is G' [(B' d B) * (A Z A')] G: the same sixteen products.
 *
 * Tiles lie two pixels apart, line by line. What is transformed is sixteen matrices, one after the other, each
 * [tiles, channels], `matrix` bytes apart, or a filter's panels; element (i, j) of a tile is in matrix 4 i + j. Channels are a
 * multiple of 4.
 */

const MINUS: u32 = 0x80000000;

/** B' d B. `image` is where the first tile starts, `row` the bytes from one of its rows to the next. */
export function transformInput(
  image: usize,
  row: usize,
  tileRows: usize,
  tileColumns: usize,
  channels: usize,
  elements: usize,
  matrix: usize,
): void {
  const pixel = channels << 2;
  for (let i: usize = 0; i < tileRows; i++) {
    for (let j: usize = 0; j < tileColumns; j++) {
      for (let c: usize = 0; c < pixel; c += 16) {
        const first = image + ((i * row + j * pixel) << 1) + c;
        const second = first + row;
        const third = second + row;
        const fourth = third + row;
        transformRow(first, third, MINUS, pixel, elements + c, matrix);
        transformRow(second, third, 0, pixel, elements + c + 4 * matrix, matrix);
        transformRow(third, second, MINUS, pixel, elements + c + 8 * matrix, matrix);
        transformRow(second, fourth, MINUS, pixel, elements + c + 12 * matrix, matrix);
      }
      elements += pixel;
    }
  }
}

/** One row of B' d, p + q or p - q, and of it all columns of B' d B. */
function transformRow(p: usize, q: usize, sign: u32, pixel: usize, to: usize, matrix: usize): void {
  const flip = i32x4.splat(sign);
  const a = f32x4.add(v128.load(p), v128.xor(v128.load(q), flip));
  const b = f32x4.add(v128.load(p + pixel), v128.xor(v128.load(q + pixel), flip));
  const c = f32x4.add(v128.load(p + 2 * pixel), v128.xor(v128.load(q + 2 * pixel), flip));
  const d = f32x4.add(v128.load(p + 3 * pixel), v128.xor(v128.load(q + 3 * pixel), flip));
  v128.store(to, f32x4.sub(a, c));
  v128.store(to + matrix, f32x4.add(b, c));
  v128.store(to + 2 * matrix, f32x4.sub(c, b));
  v128.store(to + 3 * matrix, f32x4.sub(b, d));
}

/** A' M A, to outputs of `height` x `width` pixels, of which the tiles may reach one row and one column too far. */
export function transformOutput(
  elements: usize,
  matrix: usize,
  tileRows: usize,
  tileColumns: usize,
  outputs: usize,
  y: usize,
  yRow: usize,
  yPixel: usize,
  height: usize,
  width: usize,
): void {
  const size = outputs << 2;
  for (let i: usize = 0; i < tileRows; i++) {
    const hasSecondRow = i * 2 + 1 < height;
    for (let j: usize = 0; j < tileColumns; j++) {
      const hasSecondColumn = j * 2 + 1 < width;
      const to = y + ((i * yRow + j * yPixel) << 1);
      for (let o: usize = 0; o < size; o += 16) {
        const m = elements + o;
        const top0 = upper(m, 4 * matrix);
        const top1 = upper(m + matrix, 4 * matrix);
        const top2 = upper(m + 2 * matrix, 4 * matrix);
        v128.store(to + o, f32x4.add(f32x4.add(top0, top1), top2));
        if (hasSecondColumn) {
          const top3 = upper(m + 3 * matrix, 4 * matrix);
          v128.store(to + o + yPixel, f32x4.sub(f32x4.sub(top1, top2), top3));
        }
        if (hasSecondRow) {
          const low1 = lower(m + matrix, 4 * matrix);
          const low2 = lower(m + 2 * matrix, 4 * matrix);
          v128.store(to + o + yRow, f32x4.add(f32x4.add(lower(m, 4 * matrix), low1), low2));
          if (hasSecondColumn) {
            const low3 = lower(m + 3 * matrix, 4 * matrix);
            v128.store(to + o + yRow + yPixel, f32x4.sub(f32x4.sub(low1, low2), low3));
          }
        }
      }
      elements += size;
    }
  }
}

/** First row of A', on a column of elements `down` apart. */
function upper(m: usize, down: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(m), v128.load(m + down)), v128.load(m + 2 * down));
}

/** Second row of A'. */
function lower(m: usize, down: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(m + down), v128.load(m + 2 * down)), v128.load(m + 3 * down));
}

/** A Z A', of outputs' gradients `dy` [height, width, outputs]; what the tiles reach beyond is zero. */
export function transformGradient(
  dy: usize,
  height: usize,
  width: usize,
  tileRows: usize,
  tileColumns: usize,
  outputs: usize,
  elements: usize,
  matrix: usize,
): void {
  const pixel = outputs << 2;
  const row = width * pixel;
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < tileRows; i++) {
    const hasSecondRow = i * 2 + 1 < height;
    for (let j: usize = 0; j < tileColumns; j++) {
      const hasSecondColumn = j * 2 + 1 < width;
      for (let o: usize = 0; o < pixel; o += 16) {
        const from = dy + ((i * row + j * pixel) << 1) + o;
        const z00 = v128.load(from);
        const z01 = hasSecondColumn ? v128.load(from + pixel) : zero;
        const z10 = hasSecondRow ? v128.load(from + row) : zero;
        const z11 = hasSecondRow && hasSecondColumn ? v128.load(from + row + pixel) : zero;
        const to = elements + o;
        storeGradientRow(z00, z01, to, matrix);
        storeGradientRow(f32x4.add(z00, z10), f32x4.add(z01, z11), to + 4 * matrix, matrix);
        storeGradientRow(f32x4.sub(z00, z10), f32x4.sub(z01, z11), to + 8 * matrix, matrix);
        storeGradientRow(f32x4.neg(z10), f32x4.neg(z11), to + 12 * matrix, matrix);
      }
      elements += pixel;
    }
  }
}

/** A row of A Z times A'. */
function storeGradientRow(p: v128, q: v128, to: usize, matrix: usize): void {
  v128.store(to, p);
  v128.store(to + matrix, f32x4.add(p, q));
  v128.store(to + 2 * matrix, f32x4.sub(p, q));
  v128.store(to + 3 * matrix, f32x4.neg(q));
}

/** G g G', of panels with three lines of three columns, to sixteen panels of one value a channel. */
export function transformFilter(panels: usize, channels: usize, outputs: usize, elements: usize): void {
  const tap = channels << 5;
  const matrix = (channels * outputs) << 2;
  const half = f32x4.splat(0.5);
  for (let o: usize = 0; o < outputs; o += 8) {
    for (let c: usize = 0; c < tap; c += 16) {
      for (let r: usize = 0; r < 4; r++) {
        const g0 = filterRow(panels + c, 3 * tap, r);
        const g1 = filterRow(panels + c + tap, 3 * tap, r);
        const g2 = filterRow(panels + c + 2 * tap, 3 * tap, r);
        const to = elements + c + 4 * r * matrix;
        const outer = f32x4.add(g0, g2);
        v128.store(to, g0);
        v128.store(to + matrix, f32x4.mul(half, f32x4.add(outer, g1)));
        v128.store(to + 2 * matrix, f32x4.mul(half, f32x4.sub(outer, g1)));
        v128.store(to + 3 * matrix, g2);
      }
    }
    panels += 9 * tap;
    elements += tap;
  }
}

/** Row `r` of G, on a column of three taps `down` apart. */
function filterRow(g: usize, down: usize, r: usize): v128 {
  if (r === 0) return v128.load(g);
  if (r === 3) return v128.load(g + 2 * down);
  const outer = f32x4.add(v128.load(g), v128.load(g + 2 * down));
  const middle = v128.load(g + down);
  return f32x4.mul(f32x4.splat(0.5), r === 1 ? f32x4.add(outer, middle) : f32x4.sub(outer, middle));
}

/** G' M G, of sixteen panels of one value a channel, to panels with three lines of three columns. */
export function transformFilterGradient(elements: usize, channels: usize, outputs: usize, panels: usize): void {
  const tap = channels << 5;
  const matrix = (channels * outputs) << 2;
  for (let o: usize = 0; o < outputs; o += 8) {
    for (let c: usize = 0; c < tap; c += 16) {
      for (let k: usize = 0; k < 3; k++) {
        const m0 = gradientRow(elements + c, 4 * matrix, k);
        const m1 = gradientRow(elements + c + matrix, 4 * matrix, k);
        const m2 = gradientRow(elements + c + 2 * matrix, 4 * matrix, k);
        const m3 = gradientRow(elements + c + 3 * matrix, 4 * matrix, k);
        const to = panels + c + 3 * k * tap;
        v128.store(to, f32x4.add(m0, halfOf(f32x4.add(m1, m2))));
        v128.store(to + tap, halfOf(f32x4.sub(m1, m2)));
        v128.store(to + 2 * tap, f32x4.add(halfOf(f32x4.add(m1, m2)), m3));
      }
    }
    elements += tap;
    panels += 9 * tap;
  }
}

/** Row `k` of G', on a column of elements `down` apart. */
function gradientRow(m: usize, down: usize, k: usize): v128 {
  const m1 = v128.load(m + down);
  const m2 = v128.load(m + 2 * down);
  if (k === 1) return halfOf(f32x4.sub(m1, m2));
  return f32x4.add(halfOf(f32x4.add(m1, m2)), v128.load(k === 0 ? m : m + 3 * down));
}

function halfOf(x: v128): v128 {
  return f32x4.mul(f32x4.splat(0.5), x);
}
