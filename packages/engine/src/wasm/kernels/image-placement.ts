import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { memoryOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

/** Along one axis: pixel i of a source lies at `before + i * spread` of the target, or nowhere where that is outside. */
export interface Placement {
  readonly source: number;
  readonly target: number;
  readonly before: number;
  readonly spread: number;
}

/** Images that take turns in one place in memory, among zeros that they share. */
export interface PlacedImages {
  /** Bytes of the place, with 16 after its end that may be read. */
  readonly bytes: number;
  /** Bytes from one of its rows to the next. */
  readonly row: number;
  /** Zeros the place. Once, before the first image: each of them covers the one before. */
  clear(target: number): void;
  /** Puts the image at address `source` into the place. */
  put(source: number, target: number): void;
}

/** The place for images [height, width, channels] of float32. */
export function placedImages(
  backend: BackendWasm,
  height: Placement,
  width: Placement,
  channels: number,
): PlacedImages {
  const simd = simdOn(backend);
  const size = channels * 4;
  const row = width.target * size;
  const bytes = height.target * row + 16;
  const [rows, columns] = [within(height), within(width)];
  const sourceRow = width.source * size;
  const from = rows.first * sourceRow + columns.first * size;
  const to = (height.before + rows.first * height.spread) * row + (width.before + columns.first * width.spread) * size;
  return {
    bytes,
    row,
    clear: (target) => new Uint8Array(memoryOf(backend), target, bytes).fill(0),
    put(source, target) {
      const apart = width.spread * size;
      simd.placeImage(
        source + from,
        sourceRow,
        rows.count,
        columns.count,
        size,
        target + to,
        height.spread * row,
        apart,
      );
    },
  };
}

/** The source's pixels that lie inside of the target. */
function within({ source, target, before, spread }: Placement): { first: number; count: number } {
  const first = Math.max(0, Math.ceil(-before / spread));
  const end = Math.min(source, Math.floor((target - 1 - before) / spread) + 1);
  return { first, count: Math.max(0, end - first) };
}
