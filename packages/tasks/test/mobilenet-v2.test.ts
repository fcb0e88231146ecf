import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { initialParameters } from "../src/layers/initialise.ts";
import { mobilenetV2 } from "../src/networks/mobilenet-v2.ts";
import { initialStatistics, scopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
const count = (specs: Network["parameters"]) => specs.reduce((sum, { shape }) => sum + size(shape), 0);

const network = mobilenetV2({ classes: 100, quantize: "all" });

describe("the number of parameters", () => {
  // The network for ImageNet has 3,504,872, 1000 * 1281 of them in its last layer (torchvision's mobilenet_v2; the paper's
  // table 4 has 3.4 million).
  it("is that of the network for ImageNet, but for the last layer", () => {
    expect(count(mobilenetV2({ classes: 1000, quantize: "all" }).parameters)).toBe(3_504_872);
    expect(count(network.parameters)).toBe(3_504_872 - 900 * 1281);
    expect(count(network.parameters)).toBe(2_351_972);
  });

  it("is mostly quantized: normalisation and the last bias stay float", () => {
    const float = network.parameters.filter(({ quantized }) => !quantized);
    // 17,056 channels are normalised, each by two numbers.
    expect(count(float)).toBe(2 * 17_056 + 100);
    for (const { role, quantized } of network.parameters) expect(quantized).toBe(role === "weight");
  });

  it("leaves the first convolution and the dense layer float where only inner weights are quantized", () => {
    const { parameters } = mobilenetV2({ classes: 10, quantize: "inner" });
    const float = parameters.filter(({ role, quantized }) => role === "weight" && !quantized);
    expect(float.map(({ name }) => name)).toEqual(["conv/kernel", "dense/kernel"]);
  });
});

describe("the forward pass", () => {
  const seen = new Map<string, string>();
  const values = () => new Map([...initialParameters(network, 1), ...initialStatistics(network)]);

  it("halves height and width three times of 32, ahead of blocks 2, 4 and 7", () => {
    const scope = scopeOf(values(), (name, x) => {
      seen.set(name, x.shape.slice(1).join(" x "));
      return x;
    });
    expect(tf.tidy(() => network.forward(tf.ones([1, 32, 32, 3]), scope).shape)).toEqual([1, 100]);
    expect([...seen.keys()].sort()).toEqual(network.activations.map(({ name }) => name).sort());
    const of = (name: string) => seen.get(name);
    expect(of("relu")).toBe("32 x 32 x 32");
    expect(of("stage1/block1/depthwise/relu")).toBe("32 x 32 x 32");
    expect(of("stage2/block1/input")).toBe("32 x 32 x 16");
    expect(of("stage2/block1/expand/relu")).toBe("32 x 32 x 96");
    expect(of("stage2/block1/depthwise/relu")).toBe("16 x 16 x 96");
    expect(of("stage3/block1/depthwise/relu")).toBe("8 x 8 x 144");
    expect(of("stage4/block1/depthwise/relu")).toBe("4 x 4 x 192");
    expect(of("stage5/block1/depthwise/relu")).toBe("4 x 4 x 384");
    expect(of("stage6/block1/depthwise/relu")).toBe("4 x 4 x 576");
    expect(of("stage7/block1/input")).toBe("4 x 4 x 160");
    expect(of("last/input")).toBe("4 x 4 x 320");
    expect(of("last/relu")).toBe("4 x 4 x 1280");
  });

  it("quantizes what rectifiers give as unsigned, and bottlenecks as signed", () => {
    // 16 of 17 blocks expand; each of these has a bottleneck before it, and so has the last convolution.
    const signed = network.activations.filter((activation) => activation.signed).map(({ name }) => name);
    expect(signed).toHaveLength(17);
    for (const name of signed) expect(name).toMatch(/\/input$/);
    expect(network.activations).toHaveLength(17 + 1 + 17 + 16 + 1);
  });

  it("adds a block's input where the shape stays: there the input passes if the body's last scale is 0", async () => {
    const stages = [
      { expansion: 1, width: 4, blocks: 1, stride: 1 },
      { expansion: 2, width: 4, blocks: 2, stride: 1 },
      { expansion: 2, width: 6, blocks: 1, stride: 1 },
    ];
    const small = mobilenetV2({ classes: 2, quantize: "all", first: 4, stages, last: 3 });
    const all = new Map([...initialParameters(small, 1), ...initialStatistics(small)]);
    const input = tf.randomNormal([1, 4, 4, 3], 0, 1, "float32", 1);
    const before = async (site: string, zeroed: readonly string[]) => {
      const changed = new Map(all);
      for (const name of zeroed) changed.set(name, tf.zeros(all.get(name)?.shape ?? []));
      let at: tf.Tensor | undefined;
      const scope = scopeOf(changed, (name, x) => {
        if (name === site) at = x;
        return x;
      });
      small.forward(input, scope);
      return [...((await at?.data()) ?? [])];
    };
    const scale = (block: string) => `${block}/project/norm/scale`;
    const [first, second] = ["stage2/block1", "stage2/block2"] as const;
    const passed = await before("stage2/block2/input", [scale(first)]);
    expect(passed).toEqual(await before("stage2/block1/input", []));
    expect(await before("stage3/block1/input", [scale(second)])).toEqual(await before("stage2/block2/input", []));
    // With other channels at its end nothing is added.
    expect(await before("last/input", [scale("stage3/block1")])).toEqual(Array(96).fill(0));
  });
});
