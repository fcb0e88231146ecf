import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { Conv2DBackpropFilter, type KernelConfig, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";
import { addressOf } from "../simd/memory.ts";
import { windowAxis } from "./conv2d.ts";
import { type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { filterGradientFastest } from "./tiles.ts";

interface Arguments {
  inputs: { x: TensorInfo; dy: TensorInfo };
  attrs: ConvolutionAttributes & { filterShape: [number, number, number, number] };
  backend: BackendWasm;
}

/**
 * The gradient of a convolution with respect to its filter:
 *
 *     dW[k, l, c, d] = sum over n, i, j of x[n, i s + k - p, j s + l - p, c] dy[n, i, j, d]
 *
 * @returns [filter height, filter width, C, D].
 */
function conv2dBackpropFilter({ inputs, attrs, backend }: Arguments): TensorInfo {
  const { x, dy } = inputs;
  const { batch, inChannels, outChannels, height, width } = geometryOf(x.shape, attrs.filterShape, attrs, false);
  const gradient = backend.makeOutput(attrs.filterShape, "float32");
  if (batch * height.output * width.output * inChannels * outChannels === 0) {
    backend.typedArrayFromHeap(gradient).fill(0);
    return gradient;
  }
  filterGradientFastest(backend, {
    batch,
    inputs: inChannels,
    outputs: outChannels,
    height: windowAxis(height),
    width: windowAxis(width),
    x: { address: addressOf(backend, x), image: height.input * width.input * inChannels * 4 },
    dy: { address: addressOf(backend, dy), image: height.output * width.output * outChannels * 4 },
    filter: addressOf(backend, gradient),
  });
  return gradient;
}

export const conv2dBackpropFilterKernel: KernelConfig = {
  kernelName: Conv2DBackpropFilter,
  backendName: "wasm",
  kernelFunc: conv2dBackpropFilter as unknown as KernelFunc,
};
