import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { memoryOf, withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";
import { type Images, roundUp, type WindowAxis } from "./convolve.ts";
import { placedImages } from "./image-placement.ts";

export interface FilterGradient {
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  /** [batch, height.source, width.source, inputs] */
  readonly x: Images;
  /** [batch, height.output, width.output, outputs] */
  readonly dy: Images;
  /** Where [height.taps, width.taps, inputs, outputs] goes. */
  readonly filter: number;
}

/** The gradient of `convolve` with respect to its filter: over all images and outputs, window times dy. */
export function filterGradient(backend: BackendWasm, gradient: FilterGradient): void {
  const { batch, inputs, outputs, height, width, x, dy, filter } = gradient;
  const simd = simdOn(backend);
  const run = width.taps * inputs;
  const padded = roundUp(run, 4);
  const lanes = roundUp(outputs, 8);
  const place = placedImages(backend, height, width, inputs, padded > run);
  const panelBytes = height.taps * padded * lanes * 4;
  const pixels = height.output * width.output;
  const laneBytes = lanes > outputs ? pixels * lanes * 4 : 0;

  withScratch(backend, panelBytes + laneBytes + place.bytes, (panels) => {
    const ownLanes = panels + panelBytes;
    const scratch = ownLanes + laneBytes;
    new Uint8Array(memoryOf(backend), panels, panelBytes + laneBytes).fill(0);
    place.clear(scratch);
    const [across, down] = [width.stride * inputs * 4, height.stride * place.row];
    for (let n = 0; n < batch; n++) {
      const image = place.put(x.address + n * x.image, scratch);
      let from = dy.address + n * dy.image;
      if (laneBytes > 0) {
        simd.placeImage(from, 0, 1, pixels, outputs * 4, ownLanes, 0, lanes * 4);
        from = ownLanes;
      }
      const windows = [image, place.row, across, down, panels, height.taps, padded] as const;
      simd.accumulateFilterGradient(...windows, from, height.output, width.output, lanes);
    }
    simd.unpackFilter(panels, height.taps, run, padded, outputs, filter);
  });
}
