import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelConfig, type KernelFunc, slice_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { addressOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: { x: TensorInfo };
  attrs: { begin: number | number[]; size: number | number[] };
  backend: BackendWasm;
}

/** One axis of what is sliced; axes that are whole are one with the axis before them. */
interface Axis {
  readonly length: number;
  readonly begin: number;
  readonly size: number;
}

/**
 * A slice, copied run by run. `original`, tfjs's own, first copies all of `x`, and reads some shapes value by value; it
 * still slices booleans and strings.
 */
export function sliceOf(original: KernelConfig): KernelConfig {
  const otherwise = original.kernelFunc as unknown as (args: Arguments) => TensorInfo;

  function slice(args: Arguments): TensorInfo {
    const { inputs, attrs, backend } = args;
    const { x } = inputs;
    if (x.dtype !== "float32" && x.dtype !== "int32") return otherwise(args);
    const [begin, size] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [number[], number[]];
    slice_util.assertParamsValid(x as never, begin, size);
    const output = backend.makeOutput(size, x.dtype);
    if (util.sizeFromShape(size) === 0) return output;

    const axes = mergeWholeAxes(x.shape.map((length, i) => ({ length, begin: begin[i] ?? 0, size: size[i] ?? 0 })));
    const [outer, rows, run] = [axes.slice(0, -2), axes.at(-2) ?? WHOLE, axes.at(-1) ?? WHOLE];
    const [sourceRow, targetRow] = [run.length * 4, run.size * 4];
    let to = addressOf(backend, output);
    const first = addressOf(backend, x) + rows.begin * sourceRow + run.begin * 4;
    for (const start of offsetsOf(outer, rows.length * sourceRow)) {
      simdOn(backend).placeImage(first + start, sourceRow, rows.size, 1, targetRow, to, targetRow, 0);
      to += rows.size * targetRow;
    }
    return output;
  }
  return { ...original, kernelFunc: slice as unknown as KernelFunc };
}

const WHOLE: Axis = { length: 1, begin: 0, size: 1 };

function mergeWholeAxes(axes: readonly Axis[]): Axis[] {
  const merged: Axis[] = [];
  for (const { length, begin, size } of axes) {
    const before = size === length ? merged.pop() : undefined;
    if (before === undefined) merged.push({ length, begin, size });
    else merged.push({ length: before.length * length, begin: before.begin * length, size: before.size * length });
  }
  return merged;
}

/** Where each combination of the outer axes' indices starts, in bytes, in order; the innermost lie `unit` bytes apart. */
function offsetsOf(axes: readonly Axis[], unit: number): number[] {
  const last = axes.at(-1);
  if (last === undefined) return [0];
  const before = offsetsOf(axes.slice(0, -1), unit * last.length);
  return before.flatMap((start) => Array.from({ length: last.size }, (_, i) => start + (last.begin + i) * unit));
}
