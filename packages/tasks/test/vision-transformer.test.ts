import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { initialParameters } from "../src/layers/initialise.ts";
import { visionTransformer } from "../src/networks/vision-transformer.ts";
import { asFunction, scopeOf } from "./scope-of.ts";
import { wave } from "./wave.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const count = (specs: Network["parameters"]) => specs.reduce((sum, { shape }) => sum + size(shape), 0);

describe("the number of parameters", () => {
  // DeiT-Ti has 5 million (Touvron et al. 2020, table 1), 5,717,416 by timm's count of deit_tiny_patch16_224.
  it("is that of DeiT-Ti for its images", () => {
    const deit = visionTransformer({ side: 224, patch: 16, inputs: 3, width: 192, depth: 12, heads: 3, classes: 1000 });
    expect(count(deit.parameters)).toBe(5_717_416);
  });

  it("is 2.7 million of six such blocks on 32 pixels, of which the blocks' matrices are quantized", () => {
    const { parameters } = visionTransformer({
      side: 32,
      patch: 4,
      inputs: 3,
      width: 192,
      depth: 6,
      heads: 3,
      classes: 10,
    });
    expect(count(parameters)).toBe(2_693_578);
    const quantized = parameters.filter((spec) => spec.quantized);
    expect(count(quantized)).toBe(6 * 12 * 192 ** 2);
    expect(quantized.slice(0, 4).map(({ name, shape }) => [name, shape])).toEqual([
      ["block1/attention/qkv/kernel", [192, 576]],
      ["block1/attention/projection/kernel", [192, 192]],
      ["block1/dense1/kernel", [192, 768]],
      ["block1/dense2/kernel", [768, 192]],
    ]);
    const float = parameters.filter(({ role, quantized: is }) => role === "weight" && !is).map(({ name }) => name);
    expect(float).toEqual(["patches/kernel", "dense/kernel"]);
  });
});

describe("the forward pass", () => {
  const options = { side: 8, patch: 4, inputs: 2, width: 4, depth: 1, heads: 2, classes: 3, expansion: 2 };
  const network = visionTransformer(options);

  it("starts with logits of 0, whatever the image: the last matrix is zero", async () => {
    const scope = scopeOf(initialParameters(network, 1));
    expect([...(await network.forward(tf.ones([2, 8, 8, 2]), scope).data())].map((v) => v + 0)).toEqual(
      Array(6).fill(0),
    );
  });

  it("quantizes the inputs of all products of a block, in their order", () => {
    const names: string[] = [];
    const scope = scopeOf(initialParameters(network, 1), (name, x) => {
      names.push(name);
      expect(x.shape[0]).toBe(2);
      return x;
    });
    network.forward(tf.ones([2, 8, 8, 2]), scope);
    const attention = ["input", "query", "key", "weights", "value", "projection/input"];
    expect(names).toEqual([...attention.map((name) => `block1/attention/${name}`), "block1/input", "block1/gelu"]);
    expect(network.activations.map(({ name }) => name).sort()).toEqual(names.toSorted());
    expect(network.activations.filter(({ signed }) => !signed)).toHaveLength(1);
  });

  // The same network in PyTorch 2.13, in double precision, from torch.nn.Conv2d, MultiheadAttention, LayerNorm (epsilon
  // 1e-6), Linear and functional.gelu, with these numbers as image and parameters.
  it("is that of PyTorch", async () => {
    const values = network.parameters.map(({ shape }, i) => wave(shape, 0.3 + 0.1 * i));
    const output = await asFunction(network, wave([2, 8, 8, 2], 0.21))(...values).data();
    const expected = [4.083068, -4.344159, 0.462408, 4.109606, -4.37722, 0.469252];
    for (const [i, value] of expected.entries()) expect(output[i]).toBeCloseTo(value, 4);
  });

  it("refuses patches that do not cover the image, and heads that do not share the width", () => {
    expect(() => visionTransformer({ ...options, patch: 3 })).toThrow(/patches of 3 pixels .* 8 pixels/);
    expect(() => visionTransformer({ ...options, heads: 3 })).toThrow(/block1\/attention has width 4 and 3 heads/);
  });
});
