import * as tf from "@tensorflow/tfjs-core";

interface Arguments {
  inputs: { a: tf.Tensor; b: tf.Tensor };
  attrs: { transposeA: boolean; transposeB: boolean };
  backend: unknown;
}

/**
 * `original`, tfjs's own product of matrices, mended in two ways.
 *
 * Transposed operands are transposed first: only for plain operands does it run XNNPACK, for others a plain loop that
 * takes several times as long. Both gradients of a product transpose one.
 *
 * A right operand that was one before in another shape is copied first: for as long as a tensor's data lives the backend
 * keeps it as XNNPACK packed it, with the first shape, and `tf.reshape` makes no data of its own. The product would be
 * wrong.
 */
export function batchMatMulOf(original: tf.KernelConfig): tf.KernelConfig {
  const multiply = original.kernelFunc as unknown as (args: Arguments) => tf.TensorInfo;
  const shapeOfPacked = new WeakMap<object, string>();

  function isPackedOtherwise({ dataId, shape }: tf.Tensor): boolean {
    const packed = shapeOfPacked.get(dataId);
    if (packed === undefined) shapeOfPacked.set(dataId, String(shape));
    return packed !== undefined && packed !== String(shape);
  }

  function rightOperand(b: tf.Tensor, transposed: boolean): tf.Tensor {
    if (transposed) return swapLastTwo(b);
    // This backend's clone copies the data.
    return isPackedOtherwise(b) ? tf.clone(b) : b;
  }

  function batchMatMul({ inputs, attrs, backend }: Arguments): tf.TensorInfo {
    const a = attrs.transposeA ? swapLastTwo(inputs.a) : inputs.a;
    const b = rightOperand(inputs.b, attrs.transposeB);
    const product = multiply({ inputs: { a, b }, attrs: { transposeA: false, transposeB: false }, backend });
    if (a !== inputs.a) a.dispose();
    if (b !== inputs.b) b.dispose();
    return product;
  }
  return { ...original, kernelFunc: batchMatMul as unknown as tf.KernelFunc };
}

function swapLastTwo(x: tf.Tensor): tf.Tensor {
  const leading = Array.from({ length: x.rank - 2 }, (_, axis) => axis);
  return tf.transpose(x, [...leading, x.rank - 1, x.rank - 2]);
}
