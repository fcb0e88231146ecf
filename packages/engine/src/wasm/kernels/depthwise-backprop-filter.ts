import * as tf from "@tensorflow/tfjs-core";
import { type Axis, type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { cropNegativeMargins, type Margins } from "./spatial-padding.ts";

interface Arguments {
  inputs: { x: tf.Tensor4D; dy: tf.Tensor4D };
  attrs: ConvolutionAttributes & { filterShape: [number, number, number, number] };
}

/**
 * The gradient of a depthwise convolution with respect to its filter, one tap after the other:
 *
 *     dW[k, l, c, m] = sum over n, i, j of x[n, i s + k e - p, j s + l e - p, c] dy[n, i, j, c M + m]
 *
 * with stride s, dilation e, padding p and channel multiplier M. The sum is a product with a row of ones: this backend
 * would transpose before it reduces over leading axes.
 *
 * @returns [filter height, filter width, C, M].
 */
function depthwiseBackpropFilter({ inputs, attrs }: Arguments): tf.Tensor {
  const { x, dy } = inputs;
  const { batch, inChannels, height, width } = geometryOf(x.shape, attrs.filterShape, attrs, true);
  const multiplier = attrs.filterShape[3];
  return tf.tidy(() => {
    const { tensor, pad } = cropNegativeMargins(x, margins(height), margins(width));
    const padded = tf.pad(tensor, pad as [number, number][]);
    const windows = batch * height.output * width.output;
    const gradients = tf.reshape(dy, [windows, inChannels, multiplier]);
    const ones = tf.ones<tf.Rank.R2>([1, windows]);
    const taps = taps2d(height.filter, width.filter).map(([k, l]) => {
      const read = everyNth(padded, height, width, k, l);
      const products = tf.mul(tf.reshape(read, [windows, inChannels, 1]), gradients);
      return tf.matMul(ones, tf.reshape(products, [windows, inChannels * multiplier]) as tf.Tensor2D);
    });
    return tf.reshape(tf.concat(taps, 0), attrs.filterShape);
  });
}

function taps2d(rows: number, columns: number): [number, number][] {
  return Array.from({ length: rows * columns }, (_, tap) => [Math.floor(tap / columns), tap % columns]);
}

/** What filter tap (k, l) reads of the padded input: [batch, output height, output width, C]. */
function everyNth(padded: tf.Tensor, height: Axis, width: Axis, k: number, l: number): tf.Tensor {
  const begin = [0, k * height.dilation, l * width.dilation, 0];
  const lengths = [height, width].map(({ output, stride }) => (output - 1) * stride + 1);
  if (height.stride === 1 && width.stride === 1) return tf.slice(padded, begin, [-1, ...lengths, -1]);
  const end = [
    padded.shape[0] as number,
    ...lengths.map((length, i) => (begin[i + 1] ?? 0) + length),
    padded.shape[3] as number,
  ];
  return tf.stridedSlice(padded, begin, end, [1, height.stride, width.stride, 1]);
}

/** What makes the padded input exactly as long as the windows reach. */
function margins({ input, output, filter, stride, dilation, before }: Axis): Margins {
  return [before, (output - 1) * stride + (filter - 1) * dilation + 1 - input - before];
}

export const depthwiseBackpropFilterKernel: tf.KernelConfig = {
  kernelName: tf.DepthwiseConv2dNativeBackpropFilter,
  backendName: "wasm",
  kernelFunc: depthwiseBackpropFilter as unknown as tf.KernelFunc,
};
