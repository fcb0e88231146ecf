import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, it } from "vitest";
import { activationSite } from "../src/layers/activation-site.ts";
import { bias } from "../src/layers/bias.ts";
import { cappedRectifier } from "../src/layers/capped-rectifier.ts";
import { dense } from "../src/layers/dense.ts";
import { depthwiseConvolution } from "../src/layers/depthwise-convolution.ts";
import { gelu } from "../src/layers/gelu.ts";
import { glorotUniform, initialParameters, normal } from "../src/layers/initialise.ts";
import { layerNorm } from "../src/layers/layer-norm.ts";
import { patchEmbedding } from "../src/layers/patch-embedding.ts";
import { residual } from "../src/layers/residual.ts";
import { selfAttention } from "../src/layers/self-attention.ts";
import { takeClassToken, tokenEmbedding } from "../src/layers/token-embedding.ts";
import { asFunction, scopeOf } from "./scope-of.ts";
import { wave } from "./wave.ts";

await openEngine({ kind: "wasm" });

const quantized = true;
const none = new Map<string, tf.Tensor>();

async function outputOf(layer: Network, input: tf.Tensor, parameters: readonly tf.Tensor[] = []): Promise<number[]> {
  return [...(await asFunction(layer, input)(...parameters).data())];
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}

const initialOf = async (layer: Network, name: string) => [
  ...(await (initialParameters(layer, 1).get(name) as tf.Tensor).data()),
];

/** What a layer hands to its scope: names and shapes, in order. */
function sitesOf(layer: Network, input: tf.Tensor, parameters: readonly tf.Tensor[]): [string, number[]][] {
  const seen: [string, number[]][] = [];
  const values = new Map(layer.parameters.map(({ name }, i) => [name, parameters[i] as tf.Tensor]));
  layer.forward(
    input,
    scopeOf(values, (name, x) => {
      seen.push([name, x.shape]);
      return x;
    }),
  );
  return seen;
}

describe("depthwiseConvolution", () => {
  // Each channel of 1 2 3 / 4 5 6 / 7 8 9 and ten times that, one by its own pixel plus its right neighbour, one by minus its
  // pixel.
  const image = tf.tensor4d(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((v) => [v, 10 * v]),
    [1, 3, 3, 2],
  );
  const kernel = tf.tensor3d([0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 1, 0, 0, 0, 0, 0, 0, 0], [3, 3, 2]);

  it("convolves every channel by its own filter, with zeros around", async () => {
    const layer = depthwiseConvolution("depth", { size: 3, channels: 2, stride: 1, quantized });
    const output = await outputOf(layer, image, [kernel]);
    expect(output).toEqual([3, -10, 5, -20, 3, -30, 9, -40, 11, -50, 6, -60, 15, -70, 17, -80, 9, -90]);
    expect(layer.parameters).toMatchObject([{ name: "depth/kernel", role: "weight", shape: [3, 3, 2], quantized }]);
  });

  it("takes every second pixel at stride 2; of an even side the first window starts at the first pixel", async () => {
    const layer = depthwiseConvolution("depth", { size: 3, channels: 2, stride: 2, quantized });
    expect(await outputOf(layer, image, [kernel])).toEqual([3, -10, 3, -30, 15, -70, 9, -90]);
    const even = tf.tensor4d(
      Array.from({ length: 16 }, (_, i) => i + 1),
      [1, 4, 4, 1],
    );
    const corner = tf.tensor3d([1, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3, 1]);
    const single = depthwiseConvolution("depth", { size: 3, channels: 1, stride: 2, quantized });
    expect(await outputOf(single, even, [corner])).toEqual([1, 3, 9, 11]);
  });

  it("starts with the gain of one window, not of all channels", async () => {
    const layer = depthwiseConvolution("depth", { size: 3, channels: 4000, stride: 1, quantized });
    const values = await initialOf(layer, "depth/kernel");
    const square = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(square).toBeCloseTo(2 / 9, 2);
  });
});

describe("cappedRectifier, gelu and activationSite", () => {
  it.each([
    [cappedRectifier("site"), false, [0, 0, 3, 6]],
    [gelu("site"), true, [-0.045500264, 0, 2.995950306, 8]],
    [activationSite("site", { signed: true }), true, [-2, 0, 3, 8]],
  ] as const)("hand their activation to the scope, under its name", async (layer, signed, expected) => {
    const seen: string[] = [];
    const scope = scopeOf(none, (name, x) => {
      seen.push(name);
      return tf.mul(x, 10);
    });
    const output = [...(await layer.forward(tf.tensor1d([-2, 0, 3, 8]), scope).data())];
    expectNear(
      output.map((v) => v / 10),
      expected,
    );
    expect(seen).toEqual(["site"]);
    expect(layer.activations).toEqual([{ name: "site", signed }]);
    expect(layer.parameters).toEqual([]);
  });
});

describe("layerNorm", () => {
  it("normalises the last axis of each token, by a scale that is a norm's and an offset that is a bias", async () => {
    const layer = layerNorm("norm", 2);
    expect(layer.parameters).toMatchObject([
      { name: "norm/scale", role: "norm", shape: [2], quantized: false },
      { name: "norm/offset", role: "bias", shape: [2], quantized: false },
    ]);
    const input = tf.tensor3d([1, 3, 10, 30, -5, 5, 0, 8], [2, 2, 2]);
    const parameters = [tf.tensor1d([1, 2]), tf.tensor1d([0, 100])];
    expectNear(await outputOf(layer, input, parameters), [-1, 102, -1, 102, -1, 102, -1, 102]);
    expect(await initialOf(layer, "norm/scale")).toEqual([1, 1]);
    expect(await initialOf(layer, "norm/offset")).toEqual([0, 0]);
  });
});

describe("dense", () => {
  it("multiplies every token by its kernel", async () => {
    const layer = dense("dense", { inputs: 2, outputs: 3, quantized });
    const kernel = tf.tensor2d([1, 2, 3, 10, 20, 30], [2, 3]);
    const tokens = tf.tensor3d([1, 2, 0, 1, 1, 0, 2, 2], [2, 2, 2]);
    expect(await outputOf(layer, tokens, [kernel])).toEqual([21, 42, 63, 10, 20, 30, 1, 2, 3, 22, 44, 66]);
    expect(asFunction(layer, tokens)(kernel).shape).toEqual([2, 2, 3]);
  });
});

describe("residual", () => {
  it("adds the input itself where there is no shortcut", async () => {
    expect(await outputOf(residual(bias("a", 1)), tf.tensor1d([1]), [tf.tensor1d([10])])).toEqual([12]);
  });
});

describe("patchEmbedding", () => {
  it("takes patches line by line, and every pixel of a patch", async () => {
    const layer = patchEmbedding("patches", { patch: 2, inputs: 1, width: 2 });
    const image = tf.tensor4d(
      Array.from({ length: 16 }, (_, i) => i + 1),
      [1, 4, 4, 1],
    );
    // The first number is the patch's sum, the second its lower right pixel.
    const kernel = tf.tensor4d([1, 0, 1, 0, 1, 0, 1, 1], [2, 2, 1, 2]);
    expect(asFunction(layer, image)(kernel).shape).toEqual([1, 4, 2]);
    expect(await outputOf(layer, image, [kernel])).toEqual([14, 6, 22, 8, 46, 14, 54, 16]);
    expect(layer.parameters).toMatchObject([{ name: "patches/kernel", role: "weight", quantized: false }]);
  });
});

describe("tokenEmbedding", () => {
  const layer = tokenEmbedding("tokens", { patches: 2, width: 2 });
  const token = tf.tensor2d([1, 2], [1, 2]);
  const positions = tf.tensor2d([10, 20, 30, 40, 50, 60], [3, 2]);
  const patches = tf.tensor3d([100, 200, 300, 400, 500, 600, 700, 800], [2, 2, 2]);

  it("puts the class token before the patches of each example and adds the positions", async () => {
    const output = await outputOf(layer, patches, [token, positions]);
    expect(output).toEqual([11, 22, 130, 240, 350, 460, 11, 22, 530, 640, 750, 860]);
    expect(layer.parameters.map(({ name, role, quantized }) => [name, role, quantized])).toEqual([
      ["tokens/class", "bias", false],
      ["tokens/positions", "bias", false],
    ]);
  });

  it("hands gradients to both, summed over examples", async () => {
    const dy = tf.tensor3d([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60], [2, 3, 2]);
    const loss = (...at: tf.Tensor[]) => tf.sum(tf.mul(asFunction(layer, patches)(...at), dy)) as tf.Scalar;
    const [ofToken, ofPositions] = tf.grads(loss)([token, positions]) as [tf.Tensor, tf.Tensor];
    expect([...(await ofToken.data())]).toEqual([11, 22]);
    expect([...(await ofPositions.data())]).toEqual([11, 22, 33, 44, 55, 66]);
  });

  it("gives the class token back", async () => {
    const tokens = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    expect(takeClassToken().forward(tokens, scopeOf(none)).shape).toEqual([2, 2]);
    expect(await outputOf(takeClassToken(), tokens)).toEqual([1, 2, 5, 6]);
  });
});

describe("selfAttention", () => {
  const layer = selfAttention("attention", { width: 4, heads: 2, quantized });
  const input = wave([2, 3, 4], 0.7);
  const parameters = [wave([4, 12], 1.3), wave([12], 0.9), wave([4, 4], 0.5), wave([4], 1.7)];

  // torch.nn.MultiheadAttention(4, 2, batch_first=True) of PyTorch 2.13 in double precision, with these numbers as input,
  // in_proj_weight (transposed), in_proj_bias, out_proj.weight (transposed) and out_proj.bias.
  it("is PyTorch's multi-head attention", async () => {
    const expected = [
      ...[1.955723, 0.411058, -0.719882, 0.188961, 1.950298, 0.404662, -0.725684, 0.185174],
      ...[1.976008, 0.440068, -0.689249, 0.213716, 1.133472, -0.640357, -1.743038, -0.555432],
      ...[1.501446, -0.164939, -1.276574, -0.212129, 1.105859, -0.673926, -1.774342, -0.576809],
    ];
    expectNear(await outputOf(layer, input, parameters), expected);
  });

  it("has PyTorch's gradient by its input", async () => {
    const weighting = wave([2, 3, 4], 0.3);
    const dx = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(asFunction(layer, x)(...parameters), weighting)))(input);
    const expected = [
      ...[-3.463321, 3.439232, -3.375094, 3.271654, -3.246464, 3.219803, -3.155649, 3.054748],
      ...[-1.335873, 1.348268, -1.344963, 1.325996, 2.574451, -2.678251, 2.750864, -2.791444],
      ...[1.372713, -1.45542, 1.521179, -1.569225, 2.551851, -2.561841, 2.542, -2.492558],
    ];
    expectNear([...(await dx.data())], expected);
  });

  it("declares the inputs of all four products as activations, examples first, and only weights as unsigned", () => {
    expect(sitesOf(layer, input, parameters)).toEqual([
      ["attention/input", [2, 3, 4]],
      ["attention/query", [2, 2, 3, 2]],
      ["attention/key", [2, 2, 3, 2]],
      ["attention/weights", [2, 2, 3, 3]],
      ["attention/value", [2, 2, 3, 2]],
      ["attention/projection/input", [2, 3, 4]],
    ]);
    expect(layer.activations).toHaveLength(6);
    expect(layer.activations.filter(({ signed }) => !signed)).toEqual([{ name: "attention/weights", signed: false }]);
    expect(layer.parameters.map(({ name, quantized: isQuantized }) => [name, isQuantized])).toEqual([
      ["attention/qkv/kernel", true],
      ["attention/qkv/bias", false],
      ["attention/projection/kernel", true],
      ["attention/projection/bias", false],
    ]);
  });

  it("mixes by weights that its scope changed: with all of them 0, the projection's bias is left", async () => {
    const values = new Map(layer.parameters.map(({ name }, i) => [name, parameters[i] as tf.Tensor]));
    const scope = scopeOf(values, (name, x) => (name.endsWith("/weights") ? tf.zerosLike(x) : x));
    const output = [...(await layer.forward(input, scope).data())];
    const left = [...(await (parameters[3] as tf.Tensor).data())];
    expectNear(output, [...left, ...left, ...left, ...left, ...left, ...left]);
  });

  it("refuses heads that do not share the width alike", () => {
    expect(() => selfAttention("a", { width: 4, heads: 3, quantized })).toThrow(/width 4 and 3 heads/);
  });
});

describe("initial values", () => {
  it("of glorotUniform stay within sqrt(6 / (fan-in + fan-out)) and have a third of its square as variance", async () => {
    const values = [...(await glorotUniform(30, 20)([50, 400], 1).data())];
    const bound = Math.sqrt(6 / 50);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.99 * bound);
    expect(Math.min(...values)).toBeLessThan(-0.99 * bound);
    const square = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(Math.abs(square / (bound ** 2 / 3) - 1)).toBeLessThan(0.03);
    expect([...(await glorotUniform(30, 20)([2, 2], 1).data())]).toEqual([
      ...(await glorotUniform(30, 20)([2, 2], 1).data()),
    ]);
  });

  it("of normal have the deviation that is asked for", async () => {
    const values = [...(await normal(0.02)([100, 200], 3).data())];
    const square = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(Math.abs(Math.sqrt(square) / 0.02 - 1)).toBeLessThan(0.02);
  });
});
