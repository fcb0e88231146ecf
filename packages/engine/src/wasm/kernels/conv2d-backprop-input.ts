import * as tf from "@tensorflow/tfjs-core";
import { type Axis, type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { cropNegativeMargins, dilateWithZeros, type Margins } from "./spatial-padding.ts";

interface Arguments {
  inputs: { dy: tf.Tensor4D; filter: tf.Tensor4D };
  attrs: ConvolutionAttributes & { inputShape: [number, number, number, number] };
}

/**
 * The gradient of a convolution with respect to its input, as a convolution that XNNPACK runs: dy, with `stride - 1`
 * zeros between its elements, convolved with the filter rotated by 180 degrees and its channels exchanged. The kernel
 * that tfjs has for it is a plain loop.
 *
 * @returns the forward convolution's input shape.
 */
function conv2dBackpropInput({ inputs, attrs }: Arguments): tf.Tensor4D {
  const { height, width } = geometryOf(attrs.inputShape, inputs.filter.shape, attrs, false);
  return tf.tidy(() => {
    const spread = dilateWithZeros(inputs.dy, height.stride, width.stride);
    const { tensor, pad } = cropNegativeMargins(spread, inputMargins(height), inputMargins(width));
    const rotated = tf.transpose(tf.reverse(inputs.filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(tensor, rotated, 1, pad);
  });
}

/** The margins of the spread `dy` with which the convolution by the rotated filter is as long as the input. */
export function inputMargins({ input, output, filter, stride, dilation, before }: Axis): Margins {
  const reach = (filter - 1) * dilation;
  const first = reach - before;
  return [first, input + reach - output * stride - first];
}

export const conv2dBackpropInputKernel: tf.KernelConfig = {
  kernelName: tf.Conv2DBackpropInput,
  backendName: "wasm",
  kernelFunc: conv2dBackpropInput as unknown as tf.KernelFunc,
};
