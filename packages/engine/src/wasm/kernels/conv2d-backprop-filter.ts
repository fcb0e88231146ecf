import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { Conv2DBackpropFilter, type KernelConfig, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";
import { addressOf, memoryOf, withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";
import { forwardAxis } from "./conv2d.ts";
import { type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { roundUp } from "./convolve.ts";
import { placedImages } from "./image-placement.ts";

interface Arguments {
  inputs: { x: TensorInfo; dy: TensorInfo };
  attrs: ConvolutionAttributes & { filterShape: [number, number, number, number] };
  backend: BackendWasm;
}

/**
 * The gradient of a convolution with respect to its filter, image by image:
 *
 *     dW[k, l, c, d] = sum over n, i, j of x[n, i s + k - p, j s + l - p, c] dy[n, i, j, d]
 *
 * @returns [filter height, filter width, C, D].
 */
function conv2dBackpropFilter({ inputs, attrs, backend }: Arguments): TensorInfo {
  const { x, dy } = inputs;
  const geometry = geometryOf(x.shape, attrs.filterShape, attrs, false);
  const { batch, inChannels, outChannels, height, width } = geometry;
  const gradient = backend.makeOutput(attrs.filterShape, "float32");
  const pixels = height.output * width.output;
  if (batch * pixels * inChannels * outChannels === 0) {
    backend.typedArrayFromHeap(gradient).fill(0);
    return gradient;
  }
  const simd = simdOn(backend);
  const [rows, columns] = [forwardAxis(height), forwardAxis(width)];
  const place = placedImages(backend, rows, columns, inChannels);
  const run = width.filter * inChannels;
  const padded = roundUp(run, 4);
  const lanes = roundUp(outChannels, 8);
  const panelBytes = height.filter * padded * lanes * 4;
  const isPadded = lanes > outChannels;
  const dyBytes = isPadded ? pixels * lanes * 4 : 0;

  withScratch(backend, panelBytes + dyBytes + place.bytes, (panels) => {
    const spreadDy = panels + panelBytes;
    const image = spreadDy + dyBytes;
    new Uint8Array(memoryOf(backend), panels, panelBytes + dyBytes).fill(0);
    place.clear(image);
    const [across, down] = [columns.stride * inChannels * 4, rows.stride * place.row];
    for (let n = 0; n < batch; n++) {
      place.put(addressOf(backend, x) + n * height.input * width.input * inChannels * 4, image);
      const own = addressOf(backend, dy) + n * pixels * outChannels * 4;
      if (isPadded) simd.placeImage(own, 0, 1, pixels, outChannels * 4, spreadDy, 0, lanes * 4);
      const from = isPadded ? spreadDy : own;
      const { output: outHeight } = height;
      simd.accumulateFilterGradient(
        image,
        place.row,
        across,
        down,
        panels,
        height.filter,
        padded,
        from,
        outHeight,
        width.output,
        lanes,
      );
    }
    simd.unpackFilter(panels, height.filter, run, padded, outChannels, addressOf(backend, gradient));
  });
  return gradient;
}

export const conv2dBackpropFilterKernel: KernelConfig = {
  kernelName: Conv2DBackpropFilter,
  backendName: "wasm",
  kernelFunc: conv2dBackpropFilter as unknown as KernelFunc,
};
