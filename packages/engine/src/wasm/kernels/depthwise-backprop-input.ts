import * as tf from "@tensorflow/tfjs-core";
import { type Axis, type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { cropNegativeMargins, dilateWithZeros, type Margins } from "./spatial-padding.ts";

interface Arguments {
  inputs: { dy: tf.Tensor4D; filter: tf.Tensor4D };
  attrs: ConvolutionAttributes & { inputShape: [number, number, number, number] };
}

/**
 * The gradient of a depthwise convolution with respect to its input: dy, spread by the stride, convolved depthwise with
 * the rotated filter. With a channel multiplier m, input channel c feeds outputs c m to c m + m - 1: the sum of m such
 * convolutions.
 *
 * @returns the forward convolution's input shape.
 */
function depthwiseBackpropInput({ inputs, attrs }: Arguments): tf.Tensor4D {
  const { filter, dy } = inputs;
  const { height, width, inChannels } = geometryOf(attrs.inputShape, filter.shape, attrs, true);
  const [rows, columns, , multiplier] = filter.shape;
  return tf.tidy(() => {
    const spread = dilateWithZeros(dy, height.stride, width.stride);
    const { tensor, pad } = cropNegativeMargins(spread, inputMargins(height), inputMargins(width));
    const rotated = tf.reverse(filter, [0, 1]);
    const [batch, tall, wide] = tensor.shape;
    const byOutput = tf.reshape(tensor, [batch * tall * wide, inChannels, multiplier]);
    const parts = Array.from({ length: multiplier }, (_, m) => {
      const part = tf.reshape(tf.slice(byOutput, [0, 0, m], [-1, -1, 1]), [batch, tall, wide, inChannels]);
      const taps = tf.slice(rotated, [0, 0, 0, m], [rows, columns, inChannels, 1]);
      return tf.depthwiseConv2d(part as tf.Tensor4D, taps, 1, pad, "NHWC", [height.dilation, width.dilation]);
    });
    return parts.reduce((sum, part) => tf.add(sum, part));
  });
}

/** The margins of the spread `dy` with which the convolution by the rotated filter is as long as the input. */
function inputMargins({ input, output, filter, stride, dilation, before }: Axis): Margins {
  const reach = (filter - 1) * dilation;
  const first = reach - before;
  return [first, input + reach - output * stride - first];
}

export const depthwiseBackpropInputKernel: tf.KernelConfig = {
  kernelName: tf.DepthwiseConv2dNativeBackpropInput,
  backendName: "wasm",
  kernelFunc: depthwiseBackpropInput as unknown as tf.KernelFunc,
};
