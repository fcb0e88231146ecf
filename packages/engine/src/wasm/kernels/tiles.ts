import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { memoryOf, withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";
import { type Convolution, convolve, tableBytesOf, type WindowAxis } from "./convolve.ts";
import { type FilterGradient, filterGradient } from "./filter-gradient.ts";
import { placedImages } from "./image-placement.ts";

/** Bytes of a block's transformed inputs: what the products read again and again stays in the processor's caches. */
const BLOCK = 65536;

/** Put between the sixteen matrices: at distances that are powers of two they would drive each other out of the cache. */
const GAP = 64;

type Shape = Pick<Convolution, "inputs" | "outputs" | "height" | "width">;

/** `convolve`, by tiles (assembly/winograd.ts) where that takes less time. */
export function convolveFastest(backend: BackendWasm, convolution: Convolution): void {
  if (gainsByTiles(convolution)) convolveByTiles(backend, convolution);
  else convolve(backend, convolution);
}

/** `filterGradient`, by tiles (assembly/winograd.ts) where that takes less time. */
export function filterGradientFastest(backend: BackendWasm, gradient: FilterGradient): void {
  if (gainsByTiles(gradient)) filterGradientByTiles(backend, gradient);
  else filterGradient(backend, gradient);
}

/** Measured: with 16 channels 1.2 times as fast, with 32 1.5 times, with 64 1.8 times; with fewer there is nothing to gain. */
function gainsByTiles({ inputs, outputs, height, width }: Shape): boolean {
  const isThree = ({ taps, stride }: WindowAxis) => taps === 3 && stride === 1;
  return isThree(height) && isThree(width) && inputs >= 16 && inputs % 4 === 0 && outputs >= 16 && outputs % 8 === 0;
}

function convolveByTiles(backend: BackendWasm, convolution: Convolution): void {
  const { batch, inputs, outputs, height, width, x, filter, y } = convolution;
  const simd = simdOn(backend);
  const tiles = tilingOf(backend, convolution);
  const { place, columns, filterBytes, inputMatrix, outputMatrix } = tiles;
  const panelBytes = 9 * filterBytes;
  const tableBytes = tableBytesOf(tiles.count);
  const bytes = panelBytes + 16 * (filterBytes + inputMatrix + outputMatrix) + tableBytes + place.bytes;
  withScratch(backend, bytes, (panels) => {
    const elements = panels + panelBytes;
    const read = elements + 16 * filterBytes;
    const products = read + 16 * inputMatrix;
    const table = products + 16 * outputMatrix;
    const scratch = table + tableBytes;
    const { address, line, column, input, output } = filter;
    simd.packFilter(address, 3, 3, inputs, outputs, line, column, input, output, panels);
    simd.transformFilter(panels, inputs, outputs, elements);
    place.clear(scratch);
    // A block of fewer tiles uses the table's start; what it then computes beyond its tiles is not read.
    simd.tabulatePixels(1, tiles.count, inputs * 4, 0, outputs * 4, 0, table);
    for (let n = 0; n < batch; n++) {
      const image = place.put(x.address + n * x.image, scratch);
      for (const { firstRow, rows } of tiles.blocks) {
        simd.transformInput(image + firstRow * place.row, place.row, rows, columns, inputs, read, inputMatrix);
        for (let e = 0; e < 16; e++) {
          const [from, by, to] = [read + e * inputMatrix, elements + e * filterBytes, products + e * outputMatrix];
          simd.convolveImage(from, 0, by, 1, inputs, to, outputs, table, rows * columns);
        }
        const result = y.address + n * y.image + firstRow * y.row;
        const left = height.output - firstRow;
        simd.transformOutput(
          products,
          outputMatrix,
          rows,
          columns,
          outputs,
          result,
          y.row,
          y.pixel,
          left,
          width.output,
        );
      }
    }
  });
}

function filterGradientByTiles(backend: BackendWasm, gradient: FilterGradient): void {
  const { batch, inputs, outputs, height, width, x, dy, filter } = gradient;
  const simd = simdOn(backend);
  const { place, columns, filterBytes, inputMatrix, outputMatrix, blocks } = tilingOf(backend, gradient);
  const panelBytes = 9 * filterBytes;
  const bytes = panelBytes + 16 * (filterBytes + inputMatrix + outputMatrix) + place.bytes;
  withScratch(backend, bytes, (panels) => {
    const sums = panels + panelBytes;
    const read = sums + 16 * filterBytes;
    const gradients = read + 16 * inputMatrix;
    const scratch = gradients + 16 * outputMatrix;
    new Uint8Array(memoryOf(backend), sums, 16 * filterBytes).fill(0);
    place.clear(scratch);
    for (let n = 0; n < batch; n++) {
      const image = place.put(x.address + n * x.image, scratch);
      for (const { firstRow, rows } of blocks) {
        simd.transformInput(image + firstRow * place.row, place.row, rows, columns, inputs, read, inputMatrix);
        const from = dy.address + n * dy.image + firstRow * width.output * outputs * 4;
        const left = height.output - firstRow;
        simd.transformGradient(from, left, width.output, rows, columns, outputs, gradients, outputMatrix);
        for (let e = 0; e < 16; e++) {
          const [matrix, by, to] = [read + e * inputMatrix, gradients + e * outputMatrix, sums + e * filterBytes];
          simd.accumulateFilterGradient(matrix, 0, inputs * 4, 0, to, 1, inputs, by, 1, rows * columns, outputs);
        }
      }
    }
    simd.transformFilterGradient(sums, inputs, outputs, panels);
    simd.unpackFilter(panels, 3, 3 * inputs, 3 * inputs, outputs, filter);
  });
}

/** How an image is cut into tiles of two by two outputs, and those into blocks of whole lines. */
function tilingOf(backend: BackendWasm, { inputs, outputs, height, width }: Shape) {
  const [lines, columns] = [height, width].map(({ output }) => Math.ceil(output / 2)) as [number, number];
  const blockLines = Math.min(lines, Math.max(1, Math.floor(BLOCK / (64 * inputs * columns))));
  const blocks = Array.from({ length: Math.ceil(lines / blockLines) }, (_, b) => ({
    firstRow: 2 * b * blockLines,
    rows: Math.min(blockLines, lines - b * blockLines),
  }));
  const count = blockLines * columns;
  const covered = (axis: WindowAxis, tiles: number) => ({ ...axis, target: 2 * tiles + 2 });
  return {
    blocks,
    columns,
    /** Tiles of a block, at most. */
    count,
    place: placedImages(backend, covered(height, lines), covered(width, columns), inputs, false),
    filterBytes: inputs * outputs * 4,
    inputMatrix: count * inputs * 4 + GAP,
    outputMatrix: count * outputs * 4 + GAP,
  };
}
