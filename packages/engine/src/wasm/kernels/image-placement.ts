import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { memoryOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

/** Along one axis: pixel i of a source lies at `before + i` of the target, or nowhere where that is outside. */
export interface Placement {
  readonly source: number;
  readonly target: number;
  readonly before: number;
}

/** Images that take turns in one place in memory, among zeros that they share. */
export interface PlacedImages {
  /** Bytes of the place; 0 where images stay where they are. */
  readonly bytes: number;
  /** Bytes from one row to the next. */
  readonly row: number;
  /** Zeros the place. Once, before the first image: each of them covers the one before. */
  clear(place: number): void;
  /** Puts the image at address `source` into the place. @returns where it lies. */
  put(source: number, place: number): number;
}

/**
 * The place for images [height, width, channels] of float32.
 * @param readBeyond whether 12 bytes after an image's end are read too
 */
export function placedImages(
  backend: BackendWasm,
  height: Placement,
  width: Placement,
  channels: number,
  readBeyond: boolean,
): PlacedImages {
  const size = channels * 4;
  const row = width.target * size;
  if (!readBeyond && staysWhereItIs(height) && staysWhereItIs(width)) {
    return { bytes: 0, row, clear: () => {}, put: (source) => source };
  }
  const bytes = height.target * row + 16;
  const [rows, columns] = [within(height), within(width)];
  const sourceRow = width.source * size;
  const from = rows.first * sourceRow + columns.first * size;
  const to = (height.before + rows.first) * row + (width.before + columns.first) * size;
  return {
    bytes,
    row,
    clear: (place) => new Uint8Array(memoryOf(backend), place, bytes).fill(0),
    put(source, place) {
      simdOn(backend).placeImage(source + from, sourceRow, rows.count, columns.count, size, place + to, row, size);
      return place;
    },
  };
}

function staysWhereItIs({ source, target, before }: Placement): boolean {
  return before === 0 && source === target;
}

/** The source's pixels that lie inside of the target. */
function within({ source, target, before }: Placement): { first: number; count: number } {
  const first = Math.max(0, -before);
  return { first, count: Math.max(0, Math.min(source, target - before) - first) };
}
