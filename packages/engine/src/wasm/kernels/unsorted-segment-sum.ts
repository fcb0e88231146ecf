import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

interface Arguments {
  inputs: { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  attrs: { numSegments: number };
  backend: BackendWasm;
}

/**
 * Sums the rows of `x` [n, ...] that have the same entry in `segmentIds` [n], in their order, on the backend's own
 * memory. Rows with an id outside [0, numSegments) count nowhere. It is the gradient of `gather`.
 *
 * @returns [numSegments, ...], of the type of `x`.
 */
function unsortedSegmentSum({ inputs, attrs, backend }: Arguments): tf.TensorInfo {
  const { x, segmentIds } = inputs;
  const rowShape = x.shape.slice(1);
  const rowSize = tf.util.sizeFromShape(rowShape);
  const output = backend.makeOutput([attrs.numSegments, ...rowShape], x.dtype);
  // Views are taken after the allocation: it may move the memory.
  const sums = backend.typedArrayFromHeap(output).fill(0);
  const values = backend.typedArrayFromHeap(x);
  backend.typedArrayFromHeap(segmentIds).forEach((segment, row) => {
    if (segment < 0 || segment >= attrs.numSegments) return;
    const [from, to] = [row * rowSize, segment * rowSize];
    for (let i = 0; i < rowSize; i++) sums[to + i] = (sums[to + i] ?? 0) + (values[from + i] ?? 0);
  });
  return output;
}

export const unsortedSegmentSumKernel: tf.KernelConfig = {
  kernelName: tf.UnsortedSegmentSum,
  backendName: "wasm",
  kernelFunc: unsortedSegmentSum as unknown as tf.KernelFunc,
};
