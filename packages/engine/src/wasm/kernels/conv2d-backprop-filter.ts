import * as tf from "@tensorflow/tfjs-core";
import { type Axis, type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { cropNegativeMargins, type Margins } from "./spatial-padding.ts";

interface Arguments {
  inputs: { x: tf.Tensor4D; dy: tf.Tensor4D };
  attrs: ConvolutionAttributes & { filterShape: [number, number, number, number] };
}

/**
 * The gradient of a convolution with respect to its filter, as a convolution that XNNPACK runs:
 *
 *     dW[k, l, c, d] = sum over n, i, j of x[n, i s + k - p, j s + l - p, c] dy[n, i, j, d]
 *
 * convolves x, seen as [C, H, W, N], with dy, seen as a filter [Ho, Wo, N, D], whose taps lie s apart.
 *
 * @returns [filter height, filter width, C, D].
 */
function conv2dBackpropFilter({ inputs, attrs }: Arguments): tf.Tensor4D {
  const geometry = geometryOf(inputs.x.shape, attrs.filterShape, attrs, false);
  const { height, width } = geometry;
  return tf.tidy(() => {
    const image = tf.transpose(inputs.x, [3, 1, 2, 0]);
    const taps = tf.transpose(inputs.dy, [1, 2, 0, 3]);
    const { tensor, pad } = cropNegativeMargins(image, margins(height), margins(width));
    const gradient = tf.conv2d(tensor, taps, 1, pad, "NHWC", [height.stride, width.stride]);
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}

/** What makes this convolution's output exactly as long as the filter; inputs that no window reached are cropped. */
function margins({ input, output, filter, stride, before }: Axis): Margins {
  return [before, (output - 1) * stride + filter - input - before];
}

export const conv2dBackpropFilterKernel: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropFilter,
  backendName: "wasm",
  kernelFunc: conv2dBackpropFilter as unknown as tf.KernelFunc,
};
