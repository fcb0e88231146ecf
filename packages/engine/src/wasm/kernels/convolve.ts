import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";
import { type Placement, placedImages } from "./image-placement.ts";

/** One spatial axis: images are placed among zeros; output o then reads `o stride + k`, k < taps. */
export interface WindowAxis extends Placement {
  readonly taps: number;
  readonly stride: number;
  readonly output: number;
}

/** Where a filter's element (line, column, input, output) lies: at `address` and so many bytes, up or down, a step. */
export interface FilterLayout {
  readonly address: number;
  readonly line: number;
  readonly column: number;
  readonly input: number;
  readonly output: number;
}

/** Where images lie: the first one's address, and the bytes from one to the next. */
export interface Images {
  readonly address: number;
  readonly image: number;
}

export interface Convolution {
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  /** [batch, height.source, width.source, inputs] */
  readonly x: Images;
  readonly filter: FilterLayout;
  /** [batch, height.output, width.output, outputs], rows and pixels so many bytes apart. */
  readonly y: Images & { readonly row: number; readonly pixel: number };
}

/** Convolves float32 images of which none is empty, one after the other. */
export function convolve(backend: BackendWasm, convolution: Convolution): void {
  const { batch, inputs, outputs, height, width, x, filter, y } = convolution;
  const simd = simdOn(backend);
  const place = placedImages(backend, height, width, inputs, false);
  const run = width.taps * inputs;
  const panelBytes = height.taps * run * 4 * roundUp(outputs, 8);
  const pixels = height.output * width.output;
  const tableBytes = tableBytesOf(pixels);
  withScratch(backend, panelBytes + tableBytes + place.bytes, (panels) => {
    const { address, line, column, input, output } = filter;
    simd.packFilter(address, height.taps, width.taps, inputs, outputs, line, column, input, output, panels);
    const table = panels + panelBytes;
    const [across, down] = [width.stride * inputs * 4, height.stride * place.row];
    simd.tabulatePixels(height.output, width.output, across, down, y.pixel, y.row, table);
    const scratch = table + tableBytes;
    place.clear(scratch);
    for (let n = 0; n < batch; n++) {
      const image = place.put(x.address + n * x.image, scratch);
      simd.convolveImage(image, place.row, panels, height.taps, run, y.address + n * y.image, outputs, table, pixels);
    }
  });
}

/** Bytes of the table that `tabulatePixels` writes. */
export function tableBytesOf(pixels: number): number {
  return 8 * roundUp(pixels, 4);
}

/** The next multiple of `unit`. */
export function roundUp(count: number, unit: number): number {
  return Math.ceil(count / unit) * unit;
}
