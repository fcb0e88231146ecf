import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { addressOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";
import { type Axis, type ConvolutionAttributes, type Geometry, geometryOf } from "./convolution-geometry.ts";
import { cropNegativeMargins, type Margins } from "./spatial-padding.ts";

interface Arguments {
  inputs: { x: tf.Tensor4D; dy: tf.Tensor4D };
  attrs: ConvolutionAttributes & { filterShape: [number, number, number, number] };
  backend: BackendWasm;
}

/**
 * The gradient of a depthwise convolution with respect to its filter:
 *
 *     dW[k, l, c, m] = sum over n, i, j of x[n, i s + k e - p, j s + l e - p, c] dy[n, i, j, c M + m]
 *
 * with stride s, dilation e, padding p and channel multiplier M.
 *
 * @returns [filter height, filter width, C, M].
 */
function depthwiseBackpropFilter({ inputs, attrs, backend }: Arguments): tf.TensorInfo {
  const geometry = geometryOf(inputs.x.shape, attrs.filterShape, attrs, true);
  return attrs.filterShape[3] === 1
    ? imageByImage(inputs, attrs.filterShape, geometry, backend)
    : tapByTap(inputs, attrs.filterShape, geometry);
}

/** With one output channel an input channel, which is what networks have. */
function imageByImage(
  { x, dy }: Arguments["inputs"],
  filterShape: readonly number[],
  { batch, inChannels, height, width }: Geometry,
  backend: BackendWasm,
): tf.TensorInfo {
  const dFilter = backend.makeOutput([...filterShape], "float32");
  backend.typedArrayFromHeap(dFilter).fill(0);
  const [images, gradients, to] = [x, dy, dFilter].map((tensor) => addressOf(backend, tensor)) as [
    number,
    number,
    number,
  ];
  const [image, gradient] = [height.input * width.input, height.output * width.output];
  for (let n = 0; n < batch; n++) {
    simdOn(backend).depthwiseFilterGradient(
      images + n * image * inChannels * 4,
      height.input,
      width.input,
      inChannels,
      gradients + n * gradient * inChannels * 4,
      height.output,
      width.output,
      height.filter,
      width.filter,
      height.stride,
      width.stride,
      height.dilation,
      width.dilation,
      height.before,
      width.before,
      to,
    );
  }
  return dFilter;
}

/** With several, one tap after the other. The sum over windows is a product with a row of ones. */
function tapByTap(
  { x, dy }: Arguments["inputs"],
  filterShape: Arguments["attrs"]["filterShape"],
  { batch, inChannels, height, width }: Geometry,
): tf.Tensor {
  const multiplier = filterShape[3];
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
    return tf.reshape(tf.concat(taps, 0), filterShape);
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
