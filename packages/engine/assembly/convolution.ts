/**
 * @file A convolution of one image and the gradient of its filter, both without padding: the image has its margins
 * already. Its channels lie side by side, so a line of a window is one run of `columns x channels` values.
 *
 * The inner loops keep 4 x 8 sums in registers. That is what the sixteen vector registers of x86-64 hold beside the
 * operands; five pixels or two steps at once spill.
 */

/** Bytes of an image and of an output's gradient that are read again and again while they stay in the first cache. */
const BLOCK: usize = 16384;

/**
 * Writes where the windows and the outputs of `height` x `width` pixels start, in bytes from the first: two numbers of 32 bits
 * a pixel, and the last pixel's again up to a multiple of four pixels.
 *
 * @param across from one window to the next in a line of outputs.
 * @param down from one line of outputs to the next.
 * @param yPixel from one output pixel to the next.
 * @param yRow from one line of outputs to the next.
 */
export function tabulatePixels(
  height: usize,
  width: usize,
  across: usize,
  down: usize,
  yPixel: usize,
  yRow: usize,
  table: usize,
): void {
  const count = height * width;
  for (let p: usize = 0; p < ((count + 3) & ~3); p++) {
    const pixel = min<usize>(p, count - 1);
    store<u32>(table, (pixel / width) * down + (pixel % width) * across);
    store<u32>(table, (pixel / width) * yRow + (pixel % width) * yPixel, 4);
    table += 8;
  }
}

/**
 * Each output is the sum over its pixel's window of image value times filter value.
 *
 * @param image the first window's first value.
 * @param row from one line of a window to the next.
 * @param panels the filter, as `packFilter` packs it.
 * @param lines lines of a window.
 * @param run values in a line of a window.
 * @param y where the first pixel's `outputs` values go.
 * @param table where windows and outputs start, as `tabulatePixels` writes it.
 * @param count pixels, at least one.
 */
export function convolveImage(
  image: usize,
  row: usize,
  panels: usize,
  lines: usize,
  run: usize,
  y: usize,
  outputs: usize,
  table: usize,
  count: usize,
): void {
  const end = table + (count << 3);
  const line = run << 2;
  for (let o: usize = 0; o < outputs; o += 8) {
    const lanes = outputs - o;
    for (let pixel = table; pixel < end; pixel += 32) {
      let x0 = image + load<u32>(pixel);
      let x1 = image + load<u32>(pixel, 8);
      let x2 = image + load<u32>(pixel, 16);
      let x3 = image + load<u32>(pixel, 24);
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0);
      let filter = panels;
      for (let k: usize = 0; k < lines; k++) {
        for (let m: usize = 0; m < line; m += 4) {
          const a = v128.load(filter);
          const b = v128.load(filter, 16);
          let x = v128.load32_splat(x0 + m);
          a0 = f32x4.add(a0, f32x4.mul(x, a));
          b0 = f32x4.add(b0, f32x4.mul(x, b));
          x = v128.load32_splat(x1 + m);
          a1 = f32x4.add(a1, f32x4.mul(x, a));
          b1 = f32x4.add(b1, f32x4.mul(x, b));
          x = v128.load32_splat(x2 + m);
          a2 = f32x4.add(a2, f32x4.mul(x, a));
          b2 = f32x4.add(b2, f32x4.mul(x, b));
          x = v128.load32_splat(x3 + m);
          a3 = f32x4.add(a3, f32x4.mul(x, a));
          b3 = f32x4.add(b3, f32x4.mul(x, b));
          filter += 32;
        }
        x0 += row;
        x1 += row;
        x2 += row;
        x3 += row;
      }
      storeLanes(y + load<u32>(pixel, 4), a0, b0, lanes);
      storeLanes(y + load<u32>(pixel, 12), a1, b1, lanes);
      storeLanes(y + load<u32>(pixel, 20), a2, b2, lanes);
      storeLanes(y + load<u32>(pixel, 28), a3, b3, lanes);
    }
    panels += (lines * run) << 5;
    y += 32;
  }
}

/** Stores the first `lanes` of eight floats, or all. */
function storeLanes(to: usize, a: v128, b: v128, lanes: usize): void {
  if (lanes >= 8) {
    v128.store(to, a);
    v128.store(to, b, 16);
    return;
  }
  if (lanes >= 4) {
    v128.store(to, a);
    to += 16;
    a = b;
  }
  if (lanes & 2) {
    v128.store64_lane(to, a, 0);
    to += 8;
    a = i8x16.shuffle(a, a, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  }
  if (lanes & 1) v128.store32_lane(to, a, 0);
}

/**
 * Adds one image's part of a filter's gradient to `panels`: the sum over output pixels p of the window's value times
 * `dy[p, o]`. An image's own sums are added up before they meet the others', block of lines by block.
 *
 * @param image, row as for `convolveImage`; 12 bytes after the last window are read too.
 * @param across from one window to the next in a line of outputs.
 * @param down from one line of outputs to the next.
 * @param panels one row of eight floats a value, `padded` rows a line of the window: `run`, rounded up to a multiple of 4.
 * @param dy float32 [height, width, outputs], outputs a multiple of 8.
 */
export function accumulateFilterGradient(
  image: usize,
  row: usize,
  across: usize,
  down: usize,
  panels: usize,
  lines: usize,
  padded: usize,
  dy: usize,
  height: usize,
  width: usize,
  outputs: usize,
): void {
  const pixel = outputs << 2;
  const dyRow = width * pixel;
  const blockRows = max<usize>(1, BLOCK / (down + dyRow));
  for (let start: usize = 0; start < height; start += blockRows) {
    const end = min<usize>(height, start + blockRows);
    let sums = panels;
    for (let o: usize = 0; o < pixel; o += 32) {
      for (let k: usize = 0; k < lines; k++) {
        for (let m: usize = 0; m < padded; m += 4) {
          let a0 = f32x4.splat(0);
          let a1 = f32x4.splat(0);
          let a2 = f32x4.splat(0);
          let a3 = f32x4.splat(0);
          let b0 = f32x4.splat(0);
          let b1 = f32x4.splat(0);
          let b2 = f32x4.splat(0);
          let b3 = f32x4.splat(0);
          for (let i = start; i < end; i++) {
            let x = image + i * down + k * row + (m << 2);
            let g = dy + i * dyRow + o;
            const stop = g + dyRow;
            for (; g < stop; g += pixel) {
              const a = v128.load(g);
              const b = v128.load(g, 16);
              let value = v128.load32_splat(x);
              a0 = f32x4.add(a0, f32x4.mul(value, a));
              b0 = f32x4.add(b0, f32x4.mul(value, b));
              value = v128.load32_splat(x, 4);
              a1 = f32x4.add(a1, f32x4.mul(value, a));
              b1 = f32x4.add(b1, f32x4.mul(value, b));
              value = v128.load32_splat(x, 8);
              a2 = f32x4.add(a2, f32x4.mul(value, a));
              b2 = f32x4.add(b2, f32x4.mul(value, b));
              value = v128.load32_splat(x, 12);
              a3 = f32x4.add(a3, f32x4.mul(value, a));
              b3 = f32x4.add(b3, f32x4.mul(value, b));
              x += across;
            }
          }
          v128.store(sums, f32x4.add(v128.load(sums), a0));
          v128.store(sums, f32x4.add(v128.load(sums, 16), b0), 16);
          v128.store(sums, f32x4.add(v128.load(sums, 32), a1), 32);
          v128.store(sums, f32x4.add(v128.load(sums, 48), b1), 48);
          v128.store(sums, f32x4.add(v128.load(sums, 64), a2), 64);
          v128.store(sums, f32x4.add(v128.load(sums, 80), b2), 80);
          v128.store(sums, f32x4.add(v128.load(sums, 96), a3), 96);
          v128.store(sums, f32x4.add(v128.load(sums, 112), b3), 112);
          sums += 128;
        }
      }
    }
  }
}
