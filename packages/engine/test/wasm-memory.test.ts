import "@tensorflow/tfjs-backend-cpu";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { batchNorm } from "qat-ops";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { withScratch } from "../src/wasm/simd/memory.ts";

const backend = () => tf.backend() as BackendWasm;
const bytes = () => (backend().wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.length;

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

test("kernels see the memory that grew while they ran", () => {
  const [batch, height, width, channels] = [4, 40, 40, 6];
  const shape: [number, number, number, number] = [batch, height, width, channels];
  const x = tf.tensor4d(
    Float32Array.from({ length: batch * height * width * channels }, (_, i) => i % 2),
    shape,
  );
  const filter = tf.ones<tf.Rank.R4>([3, 3, channels, channels]);
  const [scale, offset] = [tf.ones([channels]) as tf.Tensor1D, tf.zeros([channels]) as tf.Tensor1D];
  const inner = [0, height / 2, width / 2, 0];

  const runs: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    // Channels 0, 2, 4 are 0 and 1, 3, 5 are 1 everywhere: variance 0, and y is the offset.
    "batch normalisation": (input) => batchNorm(input as tf.Tensor4D, scale, offset, 1e-3).y,
    // 9 pixels of 3 ones.
    convolution: (input) => tf.conv2d(input as tf.Tensor4D, filter, 1, "same"),
    // 9 outputs, each by 6 channels of x.
    "the gradient of convolution": (input) =>
      tf.grad((a: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, filter, 1, "same"))(input),
    "a product": (input) => tf.matMul(tf.reshape(input, [-1, channels]), tf.ones([channels, channels])),
  };
  const expected: Record<string, number> = {
    "batch normalisation": 0,
    convolution: 27,
    "the gradient of convolution": 54,
    "a product": 3,
  };
  for (const [name, run] of Object.entries(runs)) {
    // Outputs stay until the memory is full and grows under a run.
    const outputs: tf.Tensor[] = [];
    for (let before = bytes(); bytes() === before; ) {
      const output = tf.tidy(() => tf.reshape(run(x), shape));
      outputs.push(output);
      const middle = tf.tidy(() => Array.from(tf.slice(output, inner, [1, 1, 1, channels]).dataSync()));
      expect(middle, `${name}, run ${outputs.length}`).toEqual(Array(channels).fill(expected[name]));
    }
    tf.dispose(outputs);
  }
  tf.dispose([x, filter, scale, offset]);
});

test("memory of a step that repeats does not grow", () => {
  const x = tf.randomNormal<tf.Rank.R4>([8, 16, 16, 5], 0, 1, "float32", 1);
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 5, 7], 0, 1, "float32", 2);
  const step = () =>
    tf.tidy(() => {
      const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(tf.maxPool(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, "same"), 2, 2, "valid")),
      );
      tf.dispose(gradients([x, filter]));
    });
  step();
  const before = bytes();
  for (let i = 0; i < 50; i++) step();
  expect(bytes()).toBe(before);
  tf.dispose([x, filter]);
});

test("scratch is given back when what used it fails", () => {
  const fail = () =>
    withScratch(backend(), 2 ** 28, () => {
      throw new Error("on purpose");
    });
  expect(fail).toThrow("on purpose");
  const before = bytes();
  for (let i = 0; i < 20; i++) expect(fail).toThrow("on purpose");
  expect(bytes()).toBe(before);
});

test("memory that is used up is said so", () => {
  const third = 1.5e9;
  const nested = () =>
    withScratch(backend(), third, () => withScratch(backend(), third, () => withScratch(backend(), third, () => 0)));
  expect(nested).toThrow(/wasm engine's memory, 4 GiB at most/);
});

test("a tensor of another backend is moved here first", async () => {
  tf.env().set("PROD", true); // the cpu backend else advises on the console to install another
  await tf.setBackend("cpu");
  const [scale, offset] = [tf.tensor1d([2]), tf.tensor1d([7])];
  const x = tf.tensor2d([1, 3], [2, 1]);
  await tf.setBackend("wasm");
  const { y } = batchNorm(x, scale, offset, 3);
  expect(Array.from(y.dataSync())).toEqual([6, 8]);
  tf.dispose([y, x, scale, offset]);
});
