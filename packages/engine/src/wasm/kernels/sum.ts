import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { addressOf, memoryOf, withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: { x: TensorInfo };
  attrs: { axis: number | number[]; keepDims: boolean };
  backend: BackendWasm;
}

/**
 * Sums over leading axes, which is what gradients of biases are, in one pass and in double precision. `original`, tfjs's own,
 * would transpose first; it still sums over others.
 */
export function sumOf(original: KernelConfig): KernelConfig {
  const otherwise = original.kernelFunc as unknown as (args: Arguments) => TensorInfo;

  function sum(args: Arguments): TensorInfo {
    const { inputs, attrs, backend } = args;
    const { x } = inputs;
    const axes = util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b);
    const [leading, kept] = [x.shape.slice(0, axes.length), x.shape.slice(axes.length)];
    const [rows, columns] = [util.sizeFromShape(leading), util.sizeFromShape(kept)];
    const isLeading = kept.length > 0 && axes.every((axis, i) => axis === i);
    if (x.dtype !== "float32" || !isLeading || rows * columns === 0) return otherwise(args);

    const output = backend.makeOutput([...(attrs.keepDims ? leading.map(() => 1) : []), ...kept], "float32");
    const sums = withScratch(backend, 8 * columns, (address) => {
      const from = addressOf(backend, x);
      const inMemory = new Float64Array(memoryOf(backend), address, columns).fill(0);
      simdOn(backend).columnSums(from, rows, columns, address);
      return inMemory.slice();
    });
    backend.typedArrayFromHeap(output).set(sums);
    return output;
  }
  return { ...original, kernelFunc: sum as unknown as KernelFunc };
}
