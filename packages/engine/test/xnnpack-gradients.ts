import * as tf from "@tensorflow/tfjs-core";
import { type Axis, type ConvolutionAttributes, geometryOf } from "../src/wasm/kernels/convolution-geometry.ts";
import { cropNegativeMargins, dilateWithZeros, type Margins } from "../src/wasm/kernels/spatial-padding.ts";

interface Arguments {
  inputs: { x: tf.Tensor4D; dy: tf.Tensor4D; filter: tf.Tensor4D };
  attrs: ConvolutionAttributes & Record<"inputShape" | "filterShape", [number, number, number, number]>;
}

/**
 * The two gradients of a convolution as other convolutions, made of operations that every backend has: a second reference,
 * where the cpu backend would take too long. On tfjs's backend as it comes, XNNPACK runs them.
 */
export const xnnpackGradients: readonly tf.KernelConfig[] = [
  { kernelName: tf.Conv2DBackpropInput, backendName: "wasm", kernelFunc: ofInput as unknown as tf.KernelFunc },
  { kernelName: tf.Conv2DBackpropFilter, backendName: "wasm", kernelFunc: ofFilter as unknown as tf.KernelFunc },
];

/** dy, with `stride - 1` zeros between its elements, convolved with the filter rotated and its channels exchanged. */
function ofInput({ inputs, attrs }: Arguments): tf.Tensor4D {
  const { height, width } = geometryOf(attrs.inputShape, inputs.filter.shape, attrs, false);
  const margins = ({ input, output, filter, stride, before }: Axis): Margins => {
    const first = filter - 1 - before;
    return [first, input + filter - 1 - output * stride - first];
  };
  return tf.tidy(() => {
    const spread = dilateWithZeros(inputs.dy, height.stride, width.stride);
    const { tensor, pad } = cropNegativeMargins(spread, margins(height), margins(width));
    return tf.conv2d(tensor, tf.transpose(tf.reverse(inputs.filter, [0, 1]), [0, 1, 3, 2]), 1, pad);
  });
}

/** x, seen as [C, H, W, N], convolved with dy, seen as a filter [Ho, Wo, N, D], whose taps lie a stride apart. */
function ofFilter({ inputs, attrs }: Arguments): tf.Tensor4D {
  const { height, width } = geometryOf(inputs.x.shape, attrs.filterShape, attrs, false);
  const margins = ({ input, output, filter, stride, before }: Axis): Margins => {
    return [before, (output - 1) * stride + filter - input - before];
  };
  return tf.tidy(() => {
    const image = tf.transpose(inputs.x, [3, 1, 2, 0]);
    const taps = tf.transpose(inputs.dy, [1, 2, 0, 3]);
    const { tensor, pad } = cropNegativeMargins(image, margins(height), margins(width));
    const gradient = tf.conv2d(tensor, taps, 1, pad, "NHWC", [height.stride, width.stride]);
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}
