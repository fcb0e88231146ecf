import * as tf from "@tensorflow/tfjs-core";

/** Rows or columns to add before and after along one axis; a negative count crops. */
export type Margins = readonly [before: number, after: number];

export interface Padded {
  /** The tensor with every negative margin cropped away. */
  readonly tensor: tf.Tensor4D;
  /** What is left to pad, for a convolution that pads by itself. */
  readonly pad: tf.backend_util.ExplicitPadding;
}

/** Splits margins of height and width of `x` [N, H, W, C] into a crop, done, and a padding, left to the convolution. */
export function cropNegativeMargins(x: tf.Tensor4D, height: Margins, width: Margins): Padded {
  const crop = (margin: number) => Math.max(0, -margin);
  const rest = ([before, after]: Margins): [number, number] => [Math.max(0, before), Math.max(0, after)];
  const [batch, rows, columns, channels] = x.shape;
  const size: [number, number, number, number] = [
    batch,
    rows - crop(height[0]) - crop(height[1]),
    columns - crop(width[0]) - crop(width[1]),
    channels,
  ];
  const cropped = size[1] < rows || size[2] < columns;
  return {
    tensor: cropped ? tf.slice(x, [0, crop(height[0]), crop(width[0]), 0], size) : x,
    pad: [[0, 0], rest(height), rest(width), [0, 0]],
  };
}

/**
 * Puts `stride - 1` zeros after every row and column of `x` [N, H, W, C].
 *
 * @returns [N, H * strideHeight, W * strideWidth, C]; the last zeros are trailing.
 */
export function dilateWithZeros(x: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  let dilated: tf.Tensor = x;
  if (strideWidth > 1) {
    const apart = tf.reshape(dilated, [batch * rows, columns, 1, channels]);
    dilated = tf.pad(apart, [
      [0, 0],
      [0, 0],
      [0, strideWidth - 1],
      [0, 0],
    ]);
  }
  if (strideHeight > 1) {
    const apart = tf.reshape(dilated, [batch, rows, 1, columns * strideWidth * channels]);
    dilated = tf.pad(apart, [
      [0, 0],
      [0, 0],
      [0, strideHeight - 1],
      [0, 0],
    ]);
  }
  return tf.reshape(dilated, [batch, rows * strideHeight, columns * strideWidth, channels]);
}
