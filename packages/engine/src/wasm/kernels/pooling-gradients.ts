import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { addressOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";
import type { ConvolutionAttributes } from "./convolution-geometry.ts";

interface Arguments {
  inputs: { dy: tf.TensorInfo; input: tf.TensorInfo };
  attrs: Pick<ConvolutionAttributes, "strides" | "pad" | "dimRoundingMode"> & { filterSize: number | [number, number] };
  backend: BackendWasm;
}

/**
 * The gradient of max pooling: each window hands its share of dy to its first largest input. One look at each window;
 * the kernel that tfjs has for it looks at every window of every input, several times as long.
 *
 * @returns the shape of `input`, [N, H, W, C].
 */
function maxPoolGrad(args: Arguments): tf.TensorInfo {
  const { inputs, backend } = args;
  const images = imagesOf(args);
  const x = addressOf(backend, inputs.input);
  for (const { dx, dy, from } of images.each)
    simdOn(backend).maxPoolGradient(x + from, dx, ...images.input, dy, ...images.windows);
  return images.output;
}

/**
 * The gradient of average pooling: each window hands its share of dy, in equal parts, to the inputs that it sees. tfjs's
 * own kernel counts padding among them, which its average does not.
 *
 * @returns the shape of `input`, [N, H, W, C].
 */
function avgPoolGrad(args: Arguments): tf.TensorInfo {
  const images = imagesOf(args);
  for (const { dx, dy } of images.each)
    simdOn(args.backend).averagePoolGradient(dx, ...images.input, dy, ...images.windows);
  return images.output;
}

type Numbers3 = [height: number, width: number, channels: number];
type Numbers8 = [number, number, number, number, number, number, number, number];

interface PooledImages {
  /** Of zeros. */
  readonly output: tf.TensorInfo;
  readonly input: Numbers3;
  readonly windows: Numbers8;
  /** Each image's addresses, and how many bytes after the first image's it lies. */
  readonly each: readonly { dx: number; dy: number; from: number }[];
}

function imagesOf({ inputs, attrs, backend }: Arguments): PooledImages {
  const shape = inputs.input.shape as [number, number, number, number];
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const pool = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const output = backend.makeOutput(shape, "float32");
  backend.typedArrayFromHeap(output).fill(0);
  const [dx, dy] = [addressOf(backend, output), addressOf(backend, inputs.dy)];
  const { inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = pool;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = pool;
  const [bytes, dyBytes] = [inHeight * inWidth * inChannels * 4, outHeight * outWidth * inChannels * 4];
  return {
    output,
    input: [inHeight, inWidth, inChannels],
    windows: [outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left],
    each: Array.from({ length: pool.batchSize }, (_, n) => ({
      dx: dx + n * bytes,
      dy: dy + n * dyBytes,
      from: n * bytes,
    })),
  };
}

export const maxPoolGradKernel: tf.KernelConfig = {
  kernelName: tf.MaxPoolGrad,
  backendName: "wasm",
  kernelFunc: maxPoolGrad as unknown as tf.KernelFunc,
};

export const avgPoolGradKernel: tf.KernelConfig = {
  kernelName: tf.AvgPoolGrad,
  backendName: "wasm",
  kernelFunc: avgPoolGrad as unknown as tf.KernelFunc,
};
