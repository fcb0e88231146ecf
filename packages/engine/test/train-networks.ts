import * as tf from "@tensorflow/tfjs-core";
import { relu, softmaxCrossEntropy } from "qat-ops";
import { weyl } from "./reference-backend.ts";

/** A network as a function of its parameters, with their shapes. */
export interface Network {
  readonly name: string;
  readonly input: readonly [number, number, number, number];
  readonly shapes: readonly (readonly number[])[];
  forward(x: tf.Tensor4D, parameters: readonly tf.Tensor[]): tf.Tensor2D;
}

const conv = (x: tf.Tensor, filter: tf.Tensor | undefined, strides: number, pad: "same" | "valid") =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);

function normalize(x: tf.Tensor, scale: tf.Tensor | undefined, shift: tf.Tensor | undefined): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const standard = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(standard, scale as tf.Tensor), shift as tf.Tensor);
}

/** LeNet-5, on smaller images. */
const leNet: Network = {
  name: "LeNet-5",
  input: [3, 12, 12, 1],
  shapes: [[5, 5, 1, 6], [6], [5, 5, 6, 16], [16], [16, 20], [20], [20, 10], [10]],
  forward(x, [w1, b1, w2, b2, w3, b3, w4, b4]) {
    const pool = (h: tf.Tensor) => tf.maxPool(h as tf.Tensor4D, 2, 2, "valid");
    const first = pool(relu(tf.add(conv(x, w1, 1, "same"), b1 as tf.Tensor)));
    const second = pool(relu(tf.add(conv(first, w2, 1, "valid"), b2 as tf.Tensor)));
    const flat = tf.reshape(second, [x.shape[0], -1]);
    const hidden = relu(tf.add(tf.matMul(flat, w3 as tf.Tensor), b3 as tf.Tensor));
    return tf.add(tf.matMul(hidden, w4 as tf.Tensor), b4 as tf.Tensor);
  },
};

/** Two residual blocks, the second with stride 2 and an identity shortcut padded with zero channels (option A). */
const resNet: Network = {
  name: "a residual network with batch normalization",
  input: [4, 9, 9, 3],
  shapes: [[3, 3, 3, 4], [4], [4], [3, 3, 4, 4], [4], [4], [3, 3, 4, 8], [8], [8], [8, 10]],
  forward(x, [w1, g1, s1, w2, g2, s2, w3, g3, s3, head]) {
    const stem = relu(normalize(conv(x, w1, 1, "same"), g1, s1));
    const block = relu(tf.add(normalize(conv(stem, w2, 1, "same"), g2, s2), stem));
    const shortcut = tf.pad(tf.avgPool(block as tf.Tensor4D, 1, 2, "same"), [
      [0, 0],
      [0, 0],
      [0, 0],
      [2, 2],
    ]);
    const last = relu(tf.add(normalize(conv(block, w3, 2, "same"), g3, s3), shortcut));
    return tf.matMul(tf.mean(last, [1, 2]) as tf.Tensor2D, head as tf.Tensor2D);
  },
};

/** Depthwise separable convolutions with average pooling. */
const separable: Network = {
  name: "a depthwise separable network",
  input: [2, 8, 8, 3],
  shapes: [
    [3, 3, 3, 2],
    [1, 1, 6, 8],
    [3, 3, 8, 1],
    [8, 10],
  ],
  forward(x, [depth1, point, depth2, head]) {
    const first = relu(conv(tf.depthwiseConv2d(x, depth1 as tf.Tensor4D, 1, "same"), point, 1, "valid"));
    const second = tf.depthwiseConv2d(first as tf.Tensor4D, depth2 as tf.Tensor4D, 2, "same");
    const pooled = tf.avgPool(second as tf.Tensor4D, 2, 2, "valid");
    return tf.matMul(tf.mean(pooled, [1, 2]) as tf.Tensor2D, head as tf.Tensor2D);
  },
};

export const NETWORKS: readonly Network[] = [leNet, resNet, separable];

/** Trains for `steps` steps of plain gradient descent from fixed weights. Returns the losses and all weights, flat. */
export async function train(network: Network, steps: number): Promise<{ losses: number[]; weights: number[] }> {
  const tensorOf = (shape: readonly number[], start: number) =>
    tf.tensor(Float32Array.from(weyl(shape, start).values), [...shape]);
  const x = tensorOf(network.input, 0.5) as tf.Tensor4D;
  const labels = tf.tensor1d(
    Array.from({ length: network.input[0] }, (_, i) => (7 * i) % 10),
    "int32",
  );
  let parameters = network.shapes.map((shape, i) => tf.tidy(() => tf.mul(tensorOf(shape, i / 10), 0.4)));
  const loss = (...live: tf.Tensor[]) => tf.mean(softmaxCrossEntropy(network.forward(x, live), labels)) as tf.Scalar;
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { value, next } = tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(loss)(parameters);
      return { value, next: parameters.map((parameter, i) => tf.sub(parameter, tf.mul(grads[i] as tf.Tensor, 0.05))) };
    });
    losses.push((await value.data())[0] ?? Number.NaN);
    tf.dispose([value, ...parameters]);
    parameters = next;
  }
  const weights = (await Promise.all(parameters.map((parameter) => parameter.data()))).flatMap((part) => [...part]);
  tf.dispose([x, labels, ...parameters]);
  return { losses, weights };
}
