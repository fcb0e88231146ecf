import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../../engine-error.ts";
import { addressOf } from "../simd/memory.ts";
import { convolve, type WindowAxis } from "./convolve.ts";

interface Arguments {
  inputs: { a: tf.Tensor; b: tf.Tensor };
  attrs: { transposeA: boolean; transposeB: boolean };
  backend: BackendWasm;
}

/** Floats of the left operand that stay in the processor's cache while all columns of the right one pass. */
const CHUNK = 65536;

/** Rows at a time, at least: the right operand is packed anew for each chunk. */
const LEAST_ROWS = 64;

/**
 * The product of matrices, as what it is to a convolution: rows are pixels, the right operand is a filter of one tap. Of
 * both gradients of a product one has its right operand transposed, which is another layout of the filter, and one its
 * left operand, which is transposed first: faster than as the gradient of a filter, by half to two thirds where it counts.
 *
 * tfjs's own kernel is several times slower for transposed operands; and it keeps a right operand as it was packed first,
 * so that data which `tf.reshape` shows in two shapes gives a wrong product.
 *
 * @returns [..., M, N], the leading axes of the longer operand.
 */
function batchMatMul(args: Arguments): tf.TensorInfo {
  const { inputs, attrs, backend } = args;
  const { transposeA, transposeB } = attrs;
  if (transposeA) {
    const a = swapLastTwo(inputs.a);
    const product = batchMatMul({ inputs: { a, b: inputs.b }, attrs: { transposeA: false, transposeB }, backend });
    a.dispose();
    return product;
  }
  const { a, b } = inputs;
  requireFloats(a, b);
  const [[countA, rows, inner], [countB, rowsB, columnsB]] = [matricesOf(a), matricesOf(b)];
  const columns = transposeB ? rowsB : columnsB;
  const leading = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const product = backend.makeOutput([...leading, rows, columns], "float32");
  if (rows * columns * inner === 0) {
    backend.typedArrayFromHeap(product).fill(0);
    return product;
  }

  const from = [addressOf(backend, a), addressOf(backend, b), addressOf(backend, product)] as const;
  const row = columns * 4;
  for (let n = 0; n < Math.max(countA, countB); n++) {
    const left = from[0] + (n % countA) * rows * inner * 4;
    const right = from[1] + (n % countB) * inner * row;
    const result = from[2] + n * rows * row;
    const layout = transposeB ? { input: 4, output: inner * 4 } : { input: row, output: 4 };
    const chunk = Math.max(LEAST_ROWS, Math.floor(CHUNK / inner));
    for (let start = 0; start < rows; start += chunk) {
      convolve(backend, {
        batch: 1,
        inputs: inner,
        outputs: columns,
        height: pixels(Math.min(chunk, rows - start)),
        width: pixels(1),
        x: { address: left + start * inner * 4, image: 0 },
        filter: { address: right, line: 0, column: 0, ...layout },
        y: { address: result + start * row, image: 0, row, pixel: row },
      });
    }
  }
  return product;
}

function pixels(count: number): WindowAxis {
  return { source: count, target: count, before: 0, taps: 1, stride: 1, output: count };
}

function matricesOf({ shape }: tf.TensorInfo): [count: number, rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return [tf.util.sizeFromShape(shape.slice(0, -2)), rows, columns];
}

function requireFloats(a: tf.TensorInfo, b: tf.TensorInfo): void {
  if (a.dtype === "float32" && b.dtype === "float32") return;
  throw new EngineError(
    `the wasm engine multiplies float32 matrices only, and got ${a.dtype} and ${b.dtype}. Cast them: tf.cast(x, "float32").`,
  );
}

function swapLastTwo(x: tf.Tensor): tf.Tensor {
  const leading = Array.from({ length: x.rank - 2 }, (_, axis) => axis);
  return tf.transpose(x, [...leading, x.rank - 1, x.rank - 2]);
}

export const batchMatMulKernel: tf.KernelConfig = {
  kernelName: tf.BatchMatMul,
  backendName: "wasm",
  kernelFunc: batchMatMul as unknown as tf.KernelFunc,
};
