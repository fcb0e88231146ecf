/**
 * @file Gradients of pooling, one image at a time. A window's lines and columns that lie outside of the image count as
 * absent; a window may lie outside altogether.
 */

/** Adds each window's `dy` to `dx` at its first largest `x`. `x` and `dx` are [height, width, channels]. */
export function maxPoolGradient(
  x: usize,
  dx: usize,
  height: isize,
  width: isize,
  channels: isize,
  dy: usize,
  outHeight: isize,
  outWidth: isize,
  lines: isize,
  columns: isize,
  strideHeight: isize,
  strideWidth: isize,
  top: isize,
  left: isize,
): void {
  const pixel: usize = channels << 2;
  const row: usize = width * pixel;
  for (let i: isize = 0; i < outHeight; i++) {
    const firstRow = max<isize>(0, i * strideHeight - top);
    const endRow = min<isize>(height, i * strideHeight - top + lines);
    for (let j: isize = 0; j < outWidth; j++) {
      const firstColumn = max<isize>(0, j * strideWidth - left);
      const endColumn = min<isize>(width, j * strideWidth - left + columns);
      if (firstRow < endRow && firstColumn < endColumn) {
        const corner: usize = firstRow * row + firstColumn * pixel;
        const seenRows: usize = endRow - firstRow;
        const seenColumns: usize = endColumn - firstColumn;
        if (channels < 4) {
          for (let c: usize = 0; c < pixel; c += 4) {
            giveToLargest(x + corner + c, dx + corner + c, load<f32>(dy + c), seenRows, seenColumns, row, pixel);
          }
        } else {
          for (let c: usize = 0; c < pixel; c += 16) {
            // The last four channels may have some that the four before them had: these get nothing again.
            const start = min<usize>(c, pixel - 16);
            const fresh = i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>((c - start) >> 2)));
            const gradients = v128.and(v128.load(dy + start), fresh);
            giveToLargestOfFour(x + corner + start, dx + corner + start, gradients, seenRows, seenColumns, row, pixel);
          }
        }
      }
      dy += pixel;
    }
  }
}

/** Adds `gradient` to `dx` where the window's first largest `x` is. */
function giveToLargest(
  x: usize,
  dx: usize,
  gradient: f32,
  rows: usize,
  columns: usize,
  row: usize,
  pixel: usize,
): void {
  let largest: usize = 0;
  let value = load<f32>(x);
  for (let r: usize = 0; r < rows; r++) {
    for (let l: usize = 0; l < columns; l++) {
      const place = r * row + l * pixel;
      const candidate = load<f32>(x + place);
      if (candidate > value) {
        value = candidate;
        largest = place;
      }
    }
  }
  store<f32>(dx + largest, load<f32>(dx + largest) + gradient);
}

/** The same for four channels side by side. */
function giveToLargestOfFour(
  x: usize,
  dx: usize,
  gradients: v128,
  rows: usize,
  columns: usize,
  row: usize,
  pixel: usize,
): void {
  let largest = i32x4.splat(0);
  let values = v128.load(x);
  for (let r: usize = 0; r < rows; r++) {
    for (let l: usize = 0; l < columns; l++) {
      const place = r * row + l * pixel;
      const candidates = v128.load(x + place);
      const larger = f32x4.gt(candidates, values);
      values = v128.bitselect(candidates, values, larger);
      largest = v128.bitselect(i32x4.splat(<i32>place), largest, larger);
    }
  }
  for (let r: usize = 0; r < rows; r++) {
    for (let l: usize = 0; l < columns; l++) {
      const place = r * row + l * pixel;
      const share = v128.and(gradients, i32x4.eq(largest, i32x4.splat(<i32>place)));
      v128.store(dx + place, f32x4.add(v128.load(dx + place), share));
    }
  }
}

/** Adds each window's `dy`, in equal shares, to `dx` at what it sees of the image. `dx` is [height, width, channels]. */
export function averagePoolGradient(
  dx: usize,
  height: isize,
  width: isize,
  channels: isize,
  dy: usize,
  outHeight: isize,
  outWidth: isize,
  lines: isize,
  columns: isize,
  strideHeight: isize,
  strideWidth: isize,
  top: isize,
  left: isize,
): void {
  const pixel: usize = channels << 2;
  for (let i: isize = 0; i < outHeight; i++) {
    const firstRow = max<isize>(0, i * strideHeight - top);
    const endRow = min<isize>(height, i * strideHeight - top + lines);
    for (let j: isize = 0; j < outWidth; j++) {
      const firstColumn = max<isize>(0, j * strideWidth - left);
      const endColumn = min<isize>(width, j * strideWidth - left + columns);
      const share: f32 = 1 / <f32>((endRow - firstRow) * (endColumn - firstColumn));
      for (let r = firstRow; r < endRow; r++) {
        let place: usize = dx + (r * width + firstColumn) * pixel;
        for (let l = firstColumn; l < endColumn; l++) {
          addScaled(place, dy, pixel, share);
          place += pixel;
        }
      }
      dy += pixel;
    }
  }
}

function addScaled(to: usize, from: usize, size: usize, share: f32): void {
  const vectors = size & ~15;
  const shares = f32x4.splat(share);
  let at: usize = 0;
  for (; at < vectors; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), shares)));
  }
  for (; at < size; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at) * share);
}
