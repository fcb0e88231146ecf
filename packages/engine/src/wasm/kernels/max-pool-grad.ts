import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
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
function maxPoolGrad({ inputs, attrs, backend }: Arguments): tf.TensorInfo {
  const { dy, input } = inputs;
  const shape = input.shape as [number, number, number, number];
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const pool = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const output = backend.makeOutput(shape, input.dtype);
  // Views are taken after the allocation: it may move the memory.
  const dx = backend.typedArrayFromHeap(output).fill(0);
  const x = backend.typedArrayFromHeap(input);
  const gradients = backend.typedArrayFromHeap(dy);

  const { inHeight, inWidth, inChannels: channels, outHeight, outWidth } = pool;
  for (let window = 0; window < pool.batchSize * outHeight * outWidth; window++) {
    const image = Math.floor(window / (outHeight * outWidth));
    const top = (Math.floor(window / outWidth) % outHeight) * pool.strideHeight - pool.padInfo.top;
    const left = (window % outWidth) * pool.strideWidth - pool.padInfo.left;
    const [firstRow, lastRow] = [Math.max(0, top), Math.min(inHeight, top + pool.filterHeight)];
    const [firstColumn, lastColumn] = [Math.max(0, left), Math.min(inWidth, left + pool.filterWidth)];
    if (firstRow >= lastRow || firstColumn >= lastColumn) continue; // sees nothing but padding
    for (let channel = 0; channel < channels; channel++) {
      let largest = ((image * inHeight + firstRow) * inWidth + firstColumn) * channels + channel;
      for (let row = firstRow; row < lastRow; row++) {
        let place = ((image * inHeight + row) * inWidth + firstColumn) * channels + channel;
        for (let column = firstColumn; column < lastColumn; column++, place += channels) {
          if ((x[place] as number) > (x[largest] as number)) largest = place;
        }
      }
      dx[largest] = (dx[largest] as number) + (gradients[window * channels + channel] as number);
    }
  }
  return output;
}

export const maxPoolGradKernel: tf.KernelConfig = {
  kernelName: tf.MaxPoolGrad,
  backendName: "wasm",
  kernelFunc: maxPoolGrad as unknown as tf.KernelFunc,
};
