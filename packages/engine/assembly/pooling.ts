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
        for (let c: usize = 0; c < pixel; c += 4) {
          let largest = corner + c;
          let value = load<f32>(x + largest);
          for (let r = firstRow; r < endRow; r++) {
            let place: usize = r * row + firstColumn * pixel + c;
            for (let l = firstColumn; l < endColumn; l++) {
              const candidate = load<f32>(x + place);
              if (candidate > value) {
                value = candidate;
                largest = place;
              }
              place += pixel;
            }
          }
          store<f32>(dx + largest, load<f32>(dx + largest) + load<f32>(dy + c));
        }
      }
      dy += pixel;
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
