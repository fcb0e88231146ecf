import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { addressOf, withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";
import { type Placement, placedImages } from "./image-placement.ts";

/** One spatial axis of a convolution over images that have been placed among zeros: output o reads o * stride + k. */
export interface PlacedAxis extends Placement {
  readonly taps: number;
  readonly stride: number;
  readonly output: number;
}

/** A filter's element (k, l, input, output) lies at `first + k kStep + ...`, counted in values from its tensor's start. */
export interface FilterLayout {
  readonly first: number;
  readonly kStep: number;
  readonly lStep: number;
  readonly inputStep: number;
  readonly outputStep: number;
}

export interface Convolution {
  /** [batch, height.source, width.source, inputs] */
  readonly images: TensorInfo;
  readonly filter: TensorInfo;
  readonly layout: FilterLayout;
  readonly height: PlacedAxis;
  readonly width: PlacedAxis;
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** @returns float32 [batch, height.output, width.output, outputs]. */
export function convolve(backend: BackendWasm, convolution: Convolution): TensorInfo {
  const { images, filter, layout, height, width, batch, inputs, outputs } = convolution;
  const y = backend.makeOutput([batch, height.output, width.output, outputs], "float32");
  if (batch * height.output * width.output * outputs === 0) return y;
  const simd = simdOn(backend);
  const place = placedImages(backend, height, width, inputs);
  const run = width.taps * inputs;
  const panelBytes = height.taps * run * 4 * roundUp(outputs, 8);
  withScratch(backend, place.bytes + panelBytes, (panels) => {
    const image = panels + panelBytes;
    const [k, l, i, o] = [layout.kStep, layout.lStep, layout.inputStep, layout.outputStep].map((step) => 4 * step);
    const source = addressOf(backend, filter) + 4 * layout.first;
    simd.packFilter(
      source,
      height.taps,
      width.taps,
      inputs,
      outputs,
      k as number,
      l as number,
      i as number,
      o as number,
      panels,
    );
    place.clear(image);
    const [sourceBytes, outputBytes] = [
      height.source * width.source * inputs * 4,
      height.output * width.output * outputs * 4,
    ];
    const [first, result] = [addressOf(backend, images), addressOf(backend, y)];
    const [across, down] = [width.stride * inputs * 4, height.stride * place.row];
    for (let n = 0; n < batch; n++) {
      place.put(first + n * sourceBytes, image);
      const to = result + n * outputBytes;
      simd.convolveImage(
        image,
        place.row,
        across,
        down,
        panels,
        height.taps,
        run,
        to,
        height.output,
        width.output,
        outputs,
      );
    }
  });
  return y;
}

/** The next multiple of `unit`. */
export function roundUp(count: number, unit: number): number {
  return Math.ceil(count / unit) * unit;
}
