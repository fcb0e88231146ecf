/** @file Depthwise convolution's filter gradient. */

/**
 * Adds to `dFilter` [lines, columns, channels] what one image adds: for each tap (k, l), the sum over the outputs (i, j) whose
 * window has that tap inside the image of
 *
 *     x[i strideHeight + k dilationHeight - top, j strideWidth + l dilationWidth - left] dy[i, j]
 *
 * `x` is [height, width, channels], `dy` [outHeight, outWidth, channels].
 */
export function depthwiseFilterGradient(
  x: usize,
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
  dilationHeight: isize,
  dilationWidth: isize,
  top: isize,
  left: isize,
  dFilter: usize,
): void {
  const pixel: usize = channels << 2;
  const vectors = pixel & ~15;
  const step: usize = strideWidth * pixel;
  for (let i: isize = 0; i < outHeight; i++) {
    for (let k: isize = 0; k < lines; k++) {
      const row = i * strideHeight + k * dilationHeight - top;
      if (row < 0 || row >= height) continue;
      for (let l: isize = 0; l < columns; l++) {
        // The first output whose tap is not before the image, and the first after those whose tap is not behind it.
        const shift = l * dilationWidth - left;
        const first: isize = shift < 0 ? (strideWidth - 1 - shift) / strideWidth : 0;
        const end: isize = shift >= width ? 0 : min<isize>(outWidth, (width - 1 - shift) / strideWidth + 1);
        if (first >= end) continue;
        const count: usize = end - first;
        const from: usize = x + (row * width + first * strideWidth + shift) * pixel;
        const gradients: usize = dy + (i * outWidth + first) * pixel;
        const to: usize = dFilter + (k * columns + l) * pixel;
        let c: usize = 0;
        for (; c < vectors; c += 16) {
          let sum = f32x4.splat(0);
          let a = from + c;
          let b = gradients + c;
          for (let j: usize = 0; j < count; j++) {
            sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
            a += step;
            b += pixel;
          }
          v128.store(to + c, f32x4.add(v128.load(to + c), sum));
        }
        for (; c < pixel; c += 4) {
          let sum: f32 = 0;
          let a = from + c;
          let b = gradients + c;
          for (let j: usize = 0; j < count; j++) {
            sum += load<f32>(a) * load<f32>(b);
            a += step;
            b += pixel;
          }
          store<f32>(to + c, load<f32>(to + c) + sum);
        }
      }
    }
  }
}
