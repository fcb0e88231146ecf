import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";

type Pair = [number, number];
type Pad = "same" | "valid" | number | tf.backend_util.ExplicitPadding;
interface Case {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly filter: readonly [height: number, width: number, channels: number, outputs: number];
  readonly strides: number | Pair;
  readonly pad: Pad;
}

const explicit: Pad = [
  [0, 0],
  [2, 1],
  [0, 3],
  [0, 0],
];
const wide: Pad = [
  [0, 0],
  [3, 4],
  [4, 3],
  [0, 0],
];

const CONVOLUTIONS: readonly Case[] = [
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 4], strides: 1, pad: "same" },
  { x: [2, 28, 28, 1], filter: [5, 5, 1, 6], strides: 1, pad: "same" },
  { x: [3, 7, 9, 2], filter: [3, 2, 2, 5], strides: 1, pad: "valid" },
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 4], strides: 2, pad: "same" },
  { x: [1, 9, 7, 3], filter: [3, 3, 3, 2], strides: 2, pad: "same" },
  // Rows and columns at the end that no window reaches.
  { x: [2, 10, 12, 2], filter: [3, 4, 2, 3], strides: [3, 5], pad: "valid" },
  { x: [2, 8, 8, 4], filter: [1, 1, 4, 3], strides: 1, pad: "valid" },
  { x: [2, 7, 7, 4], filter: [1, 1, 4, 3], strides: 2, pad: "same" },
  { x: [2, 6, 5, 2], filter: [3, 4, 2, 3], strides: [1, 2], pad: 1 },
  { x: [2, 6, 5, 2], filter: [4, 3, 2, 3], strides: 1, pad: explicit },
  { x: [2, 6, 5, 2], filter: [4, 3, 2, 3], strides: 2, pad: explicit },
  // Windows that see nothing but padding.
  { x: [2, 4, 4, 2], filter: [2, 2, 2, 3], strides: 1, pad: wide },
  { x: [2, 4, 4, 2], filter: [2, 2, 2, 3], strides: 2, pad: wide },
  { x: [1, 5, 5, 2], filter: [5, 5, 2, 3], strides: 1, pad: "valid" },
  // By tiles of two by two outputs: whole, cut off below and to the right, in several blocks, one output, margins.
  { x: [3, 8, 8, 16], filter: [3, 3, 16, 16], strides: 1, pad: "same" },
  { x: [2, 7, 9, 24], filter: [3, 3, 24, 16], strides: 1, pad: "same" },
  { x: [1, 23, 40, 16], filter: [3, 3, 16, 24], strides: 1, pad: "same" },
  { x: [2, 5, 4, 16], filter: [3, 3, 16, 16], strides: 1, pad: "valid" },
  { x: [3, 3, 3, 16], filter: [3, 3, 16, 16], strides: 1, pad: "valid" },
  { x: [1, 4, 5, 16], filter: [3, 3, 16, 16], strides: 1, pad: wide },
  // A stride's phases with three taps each: by tiles, to every second pixel.
  { x: [2, 9, 9, 16], filter: [6, 6, 16, 16], strides: 2, pad: "same" },
  // More channels than a tile's gradient takes on one side only.
  { x: [1, 6, 6, 32], filter: [3, 3, 32, 4], strides: 1, pad: "same" },
];

const DEPTHWISE: readonly Case[] = [
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 1], strides: 1, pad: "same" },
  { x: [2, 7, 9, 3], filter: [3, 2, 3, 2], strides: 1, pad: "valid" },
  { x: [2, 8, 7, 3], filter: [3, 3, 3, 1], strides: 2, pad: "same" },
  { x: [2, 9, 9, 2], filter: [3, 3, 2, 3], strides: 2, pad: "valid" },
  { x: [2, 6, 5, 2], filter: [4, 3, 2, 2], strides: 1, pad: explicit },
  { x: [2, 4, 4, 2], filter: [2, 2, 2, 1], strides: 2, pad: wide },
  // Four channels at once, and some left over; one image, strides that leave columns out, windows larger than the image.
  { x: [2, 7, 6, 8], filter: [3, 3, 8, 1], strides: 1, pad: "same" },
  { x: [3, 8, 8, 14], filter: [3, 3, 14, 1], strides: 2, pad: "same" },
  { x: [1, 9, 12, 5], filter: [2, 3, 5, 1], strides: [3, 5], pad: "valid" },
  { x: [2, 2, 3, 4], filter: [5, 5, 4, 1], strides: 1, pad: "same" },
  { x: [2, 6, 5, 4], filter: [4, 3, 4, 1], strides: [2, 1], pad: explicit },
];

/** The gradient of `sum(convolution * dy)` with respect to its input (0) or filter (1). */
function gradient(kase: Case, depthwise: boolean, operand: 0 | 1) {
  const { strides, pad } = kase;
  const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
    depthwise
      ? tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad)
      : tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad as "same");
  return (x: tf.Tensor, filter: tf.Tensor) =>
    tf.tidy(() => {
      const shape = convolve(x, filter).shape;
      const { values } = weyl(shape, 0.7);
      const dy = tf.tensor(Float32Array.from(values), shape);
      return tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(convolve(a, b), dy)))([x, filter])[
        operand
      ] as tf.Tensor;
    });
}

const inputsOf = (kase: Case) => [weyl(kase.x), weyl(kase.filter, 0.4)];

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

describe.each([
  ["convolution", false, CONVOLUTIONS],
  ["depthwise convolution", true, DEPTHWISE],
] as const)("gradients of the %s", (_, depthwise, cases) => {
  describe.each(cases)("x $x, filter $filter, strides $strides, pad $pad", (kase) => {
    test.each([
      ["input", 0],
      ["filter", 1],
    ] as const)("with respect to the %s, as the cpu backend", async (_name, operand) => {
      const compute = gradient(kase, depthwise, operand);
      const actual = await onBackend("wasm", inputsOf(kase), compute);
      expectClose(actual, await onBackend("cpu", inputsOf(kase), compute));
      expect(await onBackend("wasm", inputsOf(kase), compute), "a second run, bit for bit").toEqual(actual);
    });
  });

  test.each([
    ["input", 0],
    ["filter", 1],
  ] as const)("with respect to the %s, as finite differences", async (_name, operand) => {
    const kase = cases[3] as Case;
    const inputs = inputsOf(kase);
    const analytic = await onBackend("wasm", inputs, gradient(kase, depthwise, operand));
    const { strides, pad } = kase;
    const loss = async (moved: number, by: number) => {
      const shifted = inputs.map((input, i) => {
        const values = Float32Array.from(input.values);
        if (i === operand) values[moved] = (values[moved] ?? 0) + by;
        return { shape: input.shape, values };
      });
      const output = await onBackend("wasm", shifted, (x, filter) =>
        depthwise
          ? tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad)
          : tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad as "same"),
      );
      const dy = weyl(output.shape, 0.7).values;
      return output.values.reduce((sum, y, i) => sum + y * (dy[i] ?? 0), 0);
    };
    // The loss is linear in each operand: a large step has no error of its own, and little of float32's.
    for (const index of [0, 7, 18]) {
      const difference = (await loss(index, 0.5)) - (await loss(index, -0.5));
      expect(difference).toBeCloseTo(analytic.values[index] ?? Number.NaN, 3);
    }
  });
});

// tfjs refuses the gradient of a dilated depthwise convolution before it reaches a kernel, and its cpu kernels ignore
// dilations; the kernels are there for a gradient of our own. Convolution is linear in each operand: <y, dy> = <x, dx>.
test.each([
  [2, 1, "same"],
  [[2, 3], 2, "valid"],
] as const)(
  "depthwise kernels with dilations %j and multiplier %i are the adjoints",
  async (dilations, multiplier, pad) => {
    const [x, filter] = [weyl([2, 9, 11, 2]), weyl([2, 3, 2, multiplier])];
    const attrs = {
      strides: 1,
      pad,
      dilations,
      inputShape: x.shape,
      filterShape: filter.shape,
    } as unknown as tf.NamedAttrMap;
    const products = await onBackend("wasm", [x, filter], (a, b) =>
      tf.tidy(() => {
        const y = tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad, "NHWC", dilations as Pair);
        const dy = tf.tensor(Float32Array.from(weyl(y.shape, 0.7).values), y.shape);
        const run = (name: string, inputs: tf.NamedTensorMap) => tf.engine().runKernel<tf.Tensor>(name, inputs, attrs);
        const dx = run(tf.DepthwiseConv2dNativeBackpropInput, { dy, filter: b });
        const dFilter = run(tf.DepthwiseConv2dNativeBackpropFilter, { x: a, dy });
        const dot = (left: tf.Tensor, right: tf.Tensor) => tf.sum(tf.mul(left, right)) as tf.Scalar;
        return tf.stack([dot(y, dy), dot(a, dx), dot(b, dFilter)]);
      }),
    );
    const [forward = Number.NaN, byInput, byFilter] = products.values;
    expect(byInput).toBeCloseTo(forward, 4);
    expect(byFilter).toBeCloseTo(forward, 4);
  },
);

test("NCHW is refused, in words", () => {
  const attrs = { strides: 1, pad: "same", dataFormat: "NCHW", filterShape: [3, 3, 2, 2] };
  const x = tf.zeros([1, 2, 4, 4]);
  expect(() => tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy: x }, attrs)).toThrow(/NHWC only, and got NCHW/);
  x.dispose();
});
