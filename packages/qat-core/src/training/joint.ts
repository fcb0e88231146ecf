import * as tf from "@tensorflow/tfjs-core";

/** Tensors side by side in one vector, so that what is elementwise is one call for all of them. */
export interface Joint {
  /** Elements of all tensors together. */
  readonly size: number;
  /** @param tensors of the shapes and in the order that the joint was made for; [size] */
  join(tensors: readonly tf.Tensor[]): tf.Tensor1D;
  /** What was joined, from [size]. */
  part(vector: tf.Tensor1D): tf.Tensor[];
  /** A vector that has one value for all elements of a tensor: [size]. */
  spread(values: readonly number[]): tf.Tensor1D;
}

export function joint(shapes: readonly (readonly number[])[]): Joint {
  const sizes = shapes.map((shape) => shape.reduce((product, length) => product * length, 1));
  const size = sizes.reduce((sum, each) => sum + each, 0);
  const scalars = shapes.every((shape) => shape.length === 0);
  const flat = (tensor: tf.Tensor) =>
    tensor.rank === 1 ? (tensor as tf.Tensor1D) : tf.reshape<tf.Rank.R1>(tensor, [-1]);
  const shaped = (tensor: tf.Tensor, shape: readonly number[]) =>
    shape.length === 1 ? tensor : tf.reshape(tensor, [...shape]);
  return {
    size,
    join: (tensors) => (scalars ? (tf.stack([...tensors]) as tf.Tensor1D) : tf.concat1d(tensors.map(flat))),
    part(vector) {
      if (scalars) return tf.unstack(vector);
      const parts = sizes.length === 1 ? [vector] : tf.split(vector, sizes);
      return parts.map((each, i) => shaped(each, shapes[i] as readonly number[]));
    },
    spread: (values) =>
      tf.tensor1d(Float32Array.from(sizes.flatMap((n, i) => Array<number>(n).fill(values[i] as number)))),
  };
}
