import * as tf from "@tensorflow/tfjs-core";

interface Arguments {
  inputs: { a: tf.Tensor; b: tf.Tensor };
  attrs: { transposeA: boolean; transposeB: boolean };
  backend: unknown;
}

/**
 * `original`, tfjs's own product of matrices, with transposed operands transposed first: only for plain operands does it
 * run XNNPACK, for others a plain loop that takes several times as long. Both gradients of a product transpose one.
 */
export function transposeFirst(original: tf.KernelConfig): tf.KernelConfig {
  const multiply = original.kernelFunc as unknown as (args: Arguments) => tf.TensorInfo;
  function batchMatMul({ inputs, attrs, backend }: Arguments): tf.TensorInfo {
    const a = attrs.transposeA ? swapLastTwo(inputs.a) : inputs.a;
    const b = attrs.transposeB ? swapLastTwo(inputs.b) : inputs.b;
    const product = multiply({ inputs: { a, b }, attrs: { transposeA: false, transposeB: false }, backend });
    if (attrs.transposeA) a.dispose();
    if (attrs.transposeB) b.dispose();
    return product;
  }
  return { ...original, kernelFunc: batchMatMul as unknown as tf.KernelFunc };
}

function swapLastTwo(x: tf.Tensor): tf.Tensor {
  const leading = Array.from({ length: x.rank - 2 }, (_, axis) => axis);
  return tf.transpose(x, [...leading, x.rank - 1, x.rank - 2]);
}
