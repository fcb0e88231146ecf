import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, philoxUniform, relu, softmaxCrossEntropy, uniformNoise } from "qat-ops";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, type Values, weyl } from "./reference-backend.ts";
import { skipWithoutSoftwareGpu, softwareGpuIsThere, useSoftwareGpu } from "./software-gpu.ts";
import { NETWORKS, type Network, train } from "./train-networks.ts";

beforeAll(async () => {
  useSoftwareGpu();
  if (softwareGpuIsThere) await openEngine({ kind: "webgpu" });
});

type Compute = (...inputs: tf.Tensor[]) => tf.Tensor;

/** On both backends, twice on webgpu: the same values, no tensor left behind, the same bits again. */
async function expectAsOnCpu(inputs: readonly Values[], compute: Compute, tolerance?: number) {
  const inTidy = (...tensors: tf.Tensor[]) => tf.tidy(() => compute(...tensors));
  const actual = await onBackend("webgpu", inputs, inTidy as never);
  expectClose(actual, await onBackend("cpu", inputs, inTidy as never), tolerance);
  expect(await onBackend("webgpu", inputs, inTidy as never), "a second run, bit for bit").toEqual(actual);
}

/** The gradients of `sum(compute * dy)` by all inputs, one after another. */
function gradients(compute: Compute): Compute {
  return (...inputs) => {
    const { shape } = compute(...inputs);
    const dy = tf.tensor(Float32Array.from(weyl(shape, 0.7).values), shape);
    const grads = tf.grads((...at) => tf.sum(tf.mul(compute(...at), dy)))(inputs);
    return tf.concat(grads.map((gradient) => tf.reshape(gradient, [-1])));
  };
}

/** Many equal values, as relu leaves them: which of them is taken must not depend on the engine. */
function withTies(shape: readonly number[]): Values {
  const { values } = weyl(shape);
  return { shape, values: Float32Array.from(values, (value) => Math.max(0, Math.round(2 * value))) };
}

type Pad = "same" | "valid" | number | tf.backend_util.ExplicitPadding;
const explicit: Pad = [
  [0, 0],
  [2, 1],
  [0, 3],
  [0, 0],
];

describe.for([
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 4], strides: 1, pad: "same" },
  { x: [2, 28, 28, 1], filter: [5, 5, 1, 6], strides: 1, pad: "same" },
  { x: [3, 7, 9, 2], filter: [3, 2, 2, 5], strides: 1, pad: "valid" },
  { x: [2, 8, 8, 16], filter: [3, 3, 16, 16], strides: 1, pad: "same" },
  { x: [1, 4, 4, 96], filter: [3, 3, 96, 96], strides: 1, pad: "same" },
  { x: [1, 9, 7, 3], filter: [3, 3, 3, 2], strides: 2, pad: "same" },
  { x: [2, 8, 8, 4], filter: [3, 3, 4, 8], strides: 2, pad: "same" },
  { x: [2, 10, 12, 2], filter: [3, 4, 2, 3], strides: [3, 5], pad: "valid" },
  { x: [2, 8, 8, 4], filter: [1, 1, 4, 3], strides: 1, pad: "valid" },
  { x: [2, 7, 7, 4], filter: [1, 1, 4, 3], strides: 2, pad: "same" },
  { x: [2, 6, 5, 2], filter: [3, 4, 2, 3], strides: [1, 2], pad: 1 },
  { x: [2, 6, 5, 2], filter: [4, 3, 2, 3], strides: 1, pad: explicit },
  { x: [2, 6, 5, 2], filter: [4, 3, 2, 3], strides: 2, pad: explicit },
  { x: [1, 5, 5, 2], filter: [5, 5, 2, 3], strides: 1, pad: "valid" },
] as const)("the convolution of $x by $filter, strides $strides, pad $pad", ({ x, filter, strides, pad }) => {
  const compute = (a: tf.Tensor, b: tf.Tensor) =>
    tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides as number, pad as "same");
  const inputs = [weyl(x), weyl(filter, 0.4)];
  test("itself", async (context) => {
    skipWithoutSoftwareGpu(context);
    await expectAsOnCpu(inputs, compute as Compute);
  });
  test("its gradients", async (context) => {
    skipWithoutSoftwareGpu(context);
    await expectAsOnCpu(inputs, gradients(compute as Compute));
  });
});

describe.for([
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 1], strides: 1, pad: "same" },
  { x: [2, 7, 9, 3], filter: [3, 2, 3, 2], strides: 1, pad: "valid" },
  { x: [2, 8, 7, 3], filter: [3, 3, 3, 1], strides: 2, pad: "same" },
  { x: [2, 8, 8, 4], filter: [3, 3, 4, 1], strides: 1, pad: "same" },
  { x: [2, 9, 9, 2], filter: [3, 3, 2, 3], strides: 2, pad: "valid" },
  { x: [2, 6, 5, 2], filter: [4, 3, 2, 2], strides: 1, pad: explicit },
] as const)("the depthwise convolution of $x by $filter, strides $strides, pad $pad", ({ x, filter, strides, pad }) => {
  const compute = (a: tf.Tensor, b: tf.Tensor) =>
    tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, pad as "same");
  const inputs = [weyl(x), weyl(filter, 0.4)];
  test("itself", async (context) => {
    skipWithoutSoftwareGpu(context);
    await expectAsOnCpu(inputs, compute as Compute);
  });
  test("its gradients", async (context) => {
    skipWithoutSoftwareGpu(context);
    await expectAsOnCpu(inputs, gradients(compute as Compute));
  });
});

test.for([
  { shape: [2, 8, 8, 3], size: 2, strides: 2, pad: "valid" },
  { shape: [2, 7, 9, 3], size: 2, strides: 2, pad: "valid" },
  { shape: [2, 7, 9, 3], size: 3, strides: 2, pad: "same" },
  { shape: [1, 6, 6, 1], size: 3, strides: 1, pad: "same" },
  { shape: [3, 5, 7, 2], size: [2, 3], strides: [1, 2], pad: "valid" },
  { shape: [1, 5, 5, 2], size: 5, strides: 1, pad: "valid" },
  { shape: [1, 6, 5, 2], size: 3, strides: 2, pad: 1 },
  { shape: [2, 3, 3, 2], size: 1, strides: 2, pad: "same" },
] as const)("pooling $shape by $size, strides $strides, pad $pad, and its gradient", async (kase, context) => {
  skipWithoutSoftwareGpu(context);
  const { shape, size, strides, pad } = kase;
  for (const pool of [tf.maxPool, tf.avgPool]) {
    const compute = (x: tf.Tensor) => pool(x as tf.Tensor4D, size as number, strides as number, pad);
    for (const input of [weyl(shape), withTies(shape)]) {
      await expectAsOnCpu([input], compute as Compute, 1e-6);
      await expectAsOnCpu([input], gradients(compute as Compute), 1e-6);
    }
  }
});

const row = (shape: readonly number[], start?: number) => weyl(shape, start);
const int = (tensor: tf.Tensor) => tf.cast(tf.round(tf.mul(tensor, 3)), "int32");
const cases: readonly [name: string, inputs: readonly Values[], compute: Compute][] = [
  ["matMul", [row([5, 7]), row([7, 3])], (a, b) => tf.matMul(a as never, b as never)],
  ["matMul, one row", [row([1, 257]), row([257, 1])], (a, b) => tf.matMul(a as never, b as never)],
  ["matMul, long inner", [row([16, 3000]), row([3000, 10])], (a, b) => tf.matMul(a as never, b as never)],
  ["matMul transposed", [row([7, 5]), row([3, 7])], (a, b) => tf.matMul(a as never, b as never, true, true)],
  ["matMul transposed a long", [row([3000, 16]), row([3000, 10])], (a, b) => tf.matMul(a as never, b as never, true)],
  ["batched matMul", [row([2, 5, 7]), row([2, 7, 3])], (a, b) => tf.matMul(a as never, b as never)],
  ["sum of all", [row([3, 1000, 7])], (a) => tf.sum(a)],
  ["sum of first axes", [row([7, 5, 3, 6])], (a) => tf.sum(a, [0, 1, 2])],
  ["sum of last axis", [row([3, 300])], (a) => tf.sum(a, -1)],
  ["sum of bools", [row([3, 300])], (a) => tf.cast(tf.sum(tf.cast(tf.greater(a, 0), "int32")), "float32")],
  ["mean, keeping axes", [row([4, 9, 9, 3])], (a) => tf.mean(a, [1, 2], true)],
  ["max and min of an axis", [row([4, 300])], (a) => tf.stack([tf.max(a, 1), tf.min(a, 1)])],
  [
    "moments",
    [row([4, 9, 9, 3])],
    (a) => {
      const { mean, variance } = tf.moments(a, [0, 1, 2]);
      return tf.stack([mean, variance]);
    },
  ],
  [
    "any, all",
    [withTies([4, 30])],
    (a) => tf.cast(tf.stack([tf.any(tf.cast(a, "bool"), 1), tf.all(tf.cast(a, "bool"), 1)]), "float32"),
  ],
  ["argMax with ties", [withTies([5, 9])], (a) => tf.cast(tf.argMax(a, 1), "float32")],
  ["argMax of the first axis", [withTies([9, 5])], (a) => tf.cast(tf.argMax(a, 0), "float32")],
  ["topk", [row([3, 17])], (a) => tf.topk(a, 5).values],
  ["topk of all, indices", [row([300])], (a) => tf.cast(tf.topk(a, 300).indices, "float32")],
  ["topk with ties", [withTies([40])], (a) => tf.topk(a, 40).values],
  ["topk of large", [row([5000])], (a) => tf.topk(a, 5000).values],
  ["topk of one", [row([3, 1])], (a) => tf.topk(a, 1).values],
  ["cumsum", [row([5, 40])], (a) => tf.cumsum(a, 1)],
  ["cumsum of the first axis", [row([40, 3])], (a) => tf.cumsum(a, 0)],
  ["cumsum exclusive, reversed", [row([1000])], (a) => tf.cumsum(a, 0, true, true)],
  [
    "searchSorted left",
    [
      { shape: [4], values: [-1, 0, 0.25, 1] },
      { shape: [7], values: [-2, -1, 0, 0.1, 0.25, 1, 3] },
    ],
    (a, b) => tf.cast(tf.searchSorted(a as never, b as never, "left"), "float32"),
  ],
  [
    "searchSorted right",
    [
      { shape: [4], values: [-1, 0, 0.25, 1] },
      { shape: [7], values: [-2, -1, 0, 0.1, 0.25, 1, 3] },
    ],
    (a, b) => tf.cast(tf.searchSorted(a as never, b as never, "right"), "float32"),
  ],
  ["gather", [row([6, 4])], (a) => tf.gather(a, tf.tensor1d([5, 0, 0, 3], "int32"))],
  ["gather by computed indices", [row([8]), row([3, 5])], (a, b) => tf.gather(a, tf.abs(int(b)) as tf.Tensor2D)],
  [
    "gather's gradient",
    [row([6, 4])],
    (a) => tf.grad((x) => tf.sum(tf.square(tf.gather(x, tf.tensor1d([5, 0, 0, 3], "int32")))))(a),
  ],
  ["segment sum", [row([6, 5])], (a) => tf.unsortedSegmentSum(a, tf.tensor1d([0, 2, 1, 2, 2, 0], "int32"), 3)],
  ["segment sum, outside", [row([3])], (a) => tf.unsortedSegmentSum(a, tf.tensor1d([-1, 0, 7], "int32"), 2)],
  [
    "segment sum, large",
    [row([2000, 3])],
    (a) =>
      tf.unsortedSegmentSum(
        a,
        tf.tensor1d(
          Int32Array.from({ length: 2000 }, (_, i) => i % 3),
          "int32",
        ),
        4,
      ),
  ],
  ["addN of 20", [row([7])], (a) => tf.addN(Array.from({ length: 20 }, (_, i) => tf.mul(a, i)))],
  ["unstack and addN", [row([4, 3, 2])], (a) => tf.addN(tf.unstack(a, 1))],
  ["split and concat", [row([4, 9])], (a) => tf.concat(tf.split(a, [2, 3, 4], 1).reverse(), 1)],
  ["concat of 20", [row([7])], (a) => tf.concat(Array.from({ length: 20 }, (_, i) => tf.mul(a, i)))],
  ["stack", [row([3, 4]), row([3, 4], 0.3)], (a, b) => tf.stack([a, b], 1)],
  ["slice", [row([5, 6, 7])], (a) => tf.slice(a, [1, 2, 3], [3, 3, 4])],
  ["slice's gradient", [row([5, 6])], (a) => tf.grad((x) => tf.sum(tf.square(tf.slice(x, [1, 2], [3, 3]))))(a)],
  [
    "pad's gradient",
    [row([2, 3, 3, 2])],
    (a) =>
      tf.grad((x) =>
        tf.sum(
          tf.square(
            tf.pad(x, [
              [0, 0],
              [0, 0],
              [0, 0],
              [1, 2],
            ]),
          ),
        ),
      )(a),
  ],
  ["transpose", [row([3, 4, 5])], (a) => tf.transpose(a, [2, 0, 1])],
  ["transpose 4D", [row([3, 4, 5, 2])], (a) => tf.transpose(a, [3, 1, 2, 0])],
  ["reverse", [row([3, 4, 5])], (a) => tf.reverse(a, [0, 2])],
  ["tile", [row([3, 4])], (a) => tf.tile(a, [2, 3])],
  ["where", [row([3, 4]), row([3, 4], 0.2), row([3, 4], 0.6)], (a, b, c) => tf.where(tf.greater(a, 0), b, c)],
  ["where broadcast", [row([3, 4]), row([], 0.2), row([4], 0.6)], (a, b, c) => tf.where(tf.greater(a, 0), b, c)],
  [
    "where's gradient",
    [row([3, 4]), row([3, 4], 0.2)],
    (a, b) =>
      gradients((x, y) => tf.mul(tf.where(tf.tensor2d([1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0], [3, 4], "bool"), x, y), x))(
        a,
        b,
      ),
  ],
  ["divNoNan", [row([7]), { shape: [7], values: [0, 1, -0, 2, 3, 0, -4] }], (a, b) => tf.divNoNan(a, b)],
  [
    "round half to even",
    [{ shape: [9], values: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49, -0.51] }],
    (a) => tf.round(a),
  ],
  ["sign", [{ shape: [5], values: [-2, -0, 0, 3, 1e-30] }], (a) => tf.sign(a)],
  ["step", [{ shape: [5], values: [-2, -0, 0, 3, 1e-30] }], (a) => tf.step(a)],
  ["clip", [row([3, 4])], (a) => tf.clipByValue(a, -0.3, 0.5)],
  ["clip 4n", [row([4, 4])], (a) => tf.clipByValue(a, -0.3, 0.5)],
  ["clip's gradient", [row([4, 4])], (a) => tf.grad((x) => tf.sum(tf.square(tf.clipByValue(x, -0.3, 0.5))))(a)],
  ["minimum and maximum", [row([3, 4]), row([4], 0.3)], (a, b) => tf.minimum(tf.maximum(a, b), tf.scalar(0.5))],
  [
    "sqrt, rsqrt, exp, log, abs, neg",
    [row([300])],
    (a) => {
      const p = tf.add(tf.abs(a), 0.1);
      return tf.addN([tf.sqrt(p), tf.rsqrt(p), tf.exp(a), tf.log(p), tf.neg(a)]);
    },
  ],
  ["squaredDifference", [row([3, 4]), row([4], 0.3)], (a, b) => tf.squaredDifference(a, b)],
  [
    "broadcast in the middle",
    [row([3, 1, 4]), row([5, 1], 0.3)],
    (a, b) => tf.sub(tf.mul(a, b), tf.div(a, tf.add(b, 2))),
  ],
  [
    "broadcast gradient",
    [row([3, 1, 4]), row([5, 1], 0.3)],
    (a, b) =>
      tf.concat(
        tf
          .grads((x, y) => tf.sum(tf.square(tf.mul(x, y))))([a, b])
          .map((t) => tf.reshape(t, [-1])),
      ),
  ],
  ["pow", [row([7]), row([7], 0.3)], (a, b) => tf.pow(tf.add(tf.abs(a), 0.1), b)],
  ["mod, floorDiv", [row([7]), row([7], 0.3)], (a, b) => tf.add(tf.mod(a, b), tf.floor(tf.mul(a, 5)))],
  [
    "logical",
    [withTies([7]), withTies([7])],
    (a, b) => tf.cast(tf.logicalAnd(tf.cast(a, "bool"), tf.logicalNot(tf.cast(b, "bool"))), "float32"),
  ],
  [
    "comparisons",
    [withTies([12]), row([12])],
    (a, b) =>
      tf.addN(
        [
          tf.equal(a, 1),
          tf.notEqual(a, 0),
          tf.greaterEqual(a, b),
          tf.lessEqual(a, b),
          tf.less(a, b),
          tf.greater(a, b),
        ].map((t, i) => tf.mul(tf.cast(t, "float32"), 2 ** i)),
      ),
  ],
  [
    "casts",
    [{ shape: [6], values: [-2.7, -0.5, 0, 0.5, 2.7, 3] }],
    (a) => tf.add(tf.cast(tf.cast(a, "int32"), "float32"), tf.cast(tf.cast(a, "bool"), "float32")),
  ],
  ["oneHot", [row([5])], (a) => tf.cast(tf.oneHot(tf.abs(int(a)) as tf.Tensor1D, 4), "float32")],
  [
    "range, fill, zerosLike",
    [row([5])],
    (a) => tf.addN([tf.range(0, 5, 1), tf.fill([5], 2), tf.zerosLike(a), tf.onesLike(a)]),
  ],
  ["square and mean of many", [row([100000])], (a) => tf.mean(tf.square(a))],
  ["softmax", [row([4, 10])], (a) => tf.softmax(a as tf.Tensor2D)],
  ["logSumExp", [row([4, 10])], (a) => tf.logSumExp(a, 1)],
  [
    "batchNorm",
    [row([2, 3, 3, 5]), row([5]), row([5], 0.4)],
    (a, b, c) => tf.batchNorm(a as tf.Tensor4D, b as tf.Tensor1D, tf.abs(c) as tf.Tensor1D),
  ],
  ["6-d reshape and transpose", [row([2, 2, 2, 2, 2, 2])], (a) => tf.transpose(a, [5, 4, 3, 2, 1, 0])],
  ["empty", [row([0, 3])], (a) => tf.add(tf.mul(a, 2), 1)],
  ["scalars", [row([])], (a) => tf.add(tf.mul(a, 2), 1)],
  [
    "NaN and infinity in comparisons",
    [{ shape: [4], values: [Number.NaN, Infinity, -Infinity, 1] }],
    (a) => tf.cast(tf.stack([tf.greater(a, 0), tf.lessEqual(a, 0), tf.isNaN(a), tf.isFinite(a)]), "float32"),
  ],
  [
    "maximum of NaN",
    [{ shape: [3], values: [Number.NaN, 2, -1] }],
    (a) => tf.cast(tf.isNaN(tf.maximum(a, 0)), "float32"),
  ],
  ["max over NaN", [{ shape: [3], values: [2, Number.NaN, -1] }], (a) => tf.cast(tf.isNaN(tf.max(a)), "float32")],
  ["relu of NaN", [{ shape: [3], values: [2, Number.NaN, -1] }], (a) => tf.cast(tf.isNaN(tf.relu(a)), "float32")],
];

test.for(cases)("%s", async ([, inputs, compute], context) => {
  skipWithoutSoftwareGpu(context);
  await expectAsOnCpu(inputs, compute);
});

/** How often the GPU is given something to do: on a fast one, most of what a small operation costs. */
function dispatches(compute: () => unknown): number {
  const backend = tf.backend() as WebGPUBackend;
  const spy = vi.spyOn(backend, "runWebGPUProgram");
  tf.tidy(() => void compute());
  const { length } = spy.mock.calls;
  spy.mockRestore();
  return length;
}

test("operations of the training step take a handful of dispatches", (context) => {
  skipWithoutSoftwareGpu(context);
  const [x, scale, offset] = [tf.ones([2, 3, 3, 4]), tf.ones([4]), tf.zeros([4])] as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  const forward = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
    batchNorm(a as tf.Tensor4D, b as tf.Tensor1D, c as tf.Tensor1D, 1e-3).y;
  expect(dispatches(() => forward(x, scale, offset))).toBe(5);
  expect(dispatches(() => tf.grads(forward)([x, scale, offset], x))).toBe(9);
  expect(dispatches(() => softmaxCrossEntropy(tf.ones([3, 4]), tf.tensor1d([0, 1, 2], "int32")))).toBe(3);
  expect(dispatches(() => uniformNoise([100], [1, 2]))).toBe(1);
  tf.dispose([x, scale, offset]);
});

test("what lies on the processor is computed on the GPU too: the same bits as if it had come from there", async (context) => {
  skipWithoutSoftwareGpu(context);
  const compute = (x: tf.Tensor) => tf.div(tf.exp(x), tf.sqrt(tf.add(tf.square(x), 3)));
  const fresh = await onBackend("webgpu", [weyl([300])], (x) => tf.tidy(() => compute(x)));
  const fromGpu = await onBackend("webgpu", [weyl([300])], (x) => tf.tidy(() => compute(tf.reverse(tf.reverse(x)))));
  expect(fromGpu).toEqual(fresh);
});

test("a training step's memory on the GPU stops growing", async (context) => {
  skipWithoutSoftwareGpu(context);
  const [network] = NETWORKS as [Network];
  const allocated = () => (tf.memory() as unknown as { numBytesAllocatedInGPU: number }).numBytesAllocatedInGPU;
  await train(network, 3);
  const before = allocated();
  await train(network, 6);
  expect(allocated()).toBeLessThanOrEqual(before);
});

test("tensors that need more workgroups than one axis has", async (context) => {
  skipWithoutSoftwareGpu(context);
  const count = 64 * 65_535 + 7;
  const compute = (start: tf.Tensor) => {
    const x = tf.sub(tf.range(0, count, 1), tf.add(start, count - 10));
    const dx = tf.grad((a: tf.Tensor) => relu(a))(x, x);
    return tf.concat([tf.slice(dx, count - 12, 12), tf.sum(dx, 0, true)]);
  };
  await expectAsOnCpu([{ shape: [], values: [0] }], compute as Compute, 1e-6);
  const noise = await onBackend("webgpu", [], () => uniformNoise([4 * count], [3, 4]));
  expect(noise.values.slice(-5)).toEqual(Array.from(philoxUniform(4 * count, [3, 4]).slice(-5)));
});
