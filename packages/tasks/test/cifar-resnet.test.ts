import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { initialParameters } from "../src/layers/initialise.ts";
import { cifarResNet } from "../src/networks/cifar-resnet.ts";
import { directionalDerivative } from "./directional-derivative.ts";
import { initialStatistics, scopeOf, trainingScopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const cifar10 = { inputs: 3, classes: 10, quantize: "all" } as const;
const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

function counts(options: Parameters<typeof cifarResNet>[0]): { all: number; quantized: number } {
  const { parameters } = cifarResNet(options);
  const sum = (specs: typeof parameters) => specs.reduce((total, { shape }) => total + size(shape), 0);
  return { all: sum(parameters), quantized: sum(parameters.filter(({ quantized }) => quantized)) };
}

describe("the number of parameters", () => {
  // He et al. 2015, table 6, has 0.27 and 0.85 million for ResNet-20 and ResNet-56.
  it("is that of ResNet-20 and ResNet-56 for CIFAR-10", () => {
    expect(counts({ ...cifar10, blocks: 3 })).toEqual({ all: 269_722, quantized: 268_336 });
    expect(counts({ ...cifar10, blocks: 9 }).all).toBe(853_018);
  });

  it("is that of ResNet-8 for grey images, by hand", () => {
    const convolutions = 9 * (1 * 16 + 2 * 16 * 16 + 16 * 32 + 32 * 32 + 32 * 64 + 64 * 64);
    const norms = 2 * (3 * 16 + 2 * 32 + 2 * 64);
    const quantized = convolutions + 64 * 10;
    expect(counts({ ...cifar10, inputs: 1, blocks: 1 })).toEqual({ all: quantized + norms + 10, quantized });
  });

  it("leaves the first convolution and the dense layer float where only inner weights are quantized", () => {
    const { parameters } = cifarResNet({ ...cifar10, blocks: 1, quantize: "inner" });
    const float = parameters.filter(({ role, quantized }) => role === "weight" && !quantized);
    expect(float.map(({ name }) => name)).toEqual(["conv/kernel", "dense/kernel"]);
  });
});

describe("the forward pass", () => {
  const network = cifarResNet({ ...cifar10, inputs: 1, blocks: 1 });

  it.each([28, 32, 27])("gives ten logits an image of %i pixels a side, halving it twice", (side) => {
    const seen: string[] = [];
    const values = new Map([...initialParameters(network, 1), ...initialStatistics(network)]);
    const scope = scopeOf(values, (name, x) => {
      seen.push(`${name} ${x.shape.slice(1)}`);
      return x;
    });
    expect(network.forward(tf.ones([2, side, side, 1]), scope).shape).toEqual([2, 10]);
    const half = Math.ceil(side / 2);
    const quarter = Math.ceil(half / 2);
    expect(seen).toEqual([
      `relu ${side},${side},16`,
      `stage1/block1/relu1 ${side},${side},16`,
      `stage1/block1/relu2 ${side},${side},16`,
      `stage2/block1/relu1 ${half},${half},32`,
      `stage2/block1/relu2 ${half},${half},32`,
      `stage3/block1/relu1 ${quarter},${quarter},64`,
      `stage3/block1/relu2 ${quarter},${quarter},64`,
    ]);
    expect(network.activations).toEqual(seen.map((entry) => ({ name: entry.split(" ")[0], signed: false })));
  });

  it("passes through the shortcuts alone where every block's second scale is 0", async () => {
    const values = new Map([...initialParameters(network, 1), ...initialStatistics(network)]);
    for (const name of values.keys())
      if (name.endsWith("norm2/scale")) values.set(name, tf.zeros([...(values.get(name)?.shape ?? [])]));
    const scope = scopeOf(values);
    const input = tf.randomNormal([2, 8, 8, 1], 0, 1, "float32", 1);
    const kernel = values.get("conv/kernel") as tf.Tensor4D;
    const stem = tf.relu(tf.div(tf.conv2d(input as tf.Tensor4D, kernel, 1, "same"), Math.sqrt(1 + 1e-5)));
    // Pixels 0 and 4 of 8 are what two halvings leave; only the stem's 16 channels are not 0.
    const left = tf.stridedSlice(stem, [0, 0, 0, 0], [2, 8, 8, 16], [1, 4, 4, 1]);
    const dense = tf.slice(values.get("dense/kernel") as tf.Tensor2D, [0, 0], [16, 10]);
    const expected = await tf.matMul(tf.mean(left, [1, 2]) as tf.Tensor2D, dense).data();
    const actual = await network.forward(input, scope).data();
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 4));
  });

  it("quantizes the inputs of quantized convolutions alone where it is told to: shortcuts and features stay float", async () => {
    const told = cifarResNet({
      ...cifar10,
      inputs: 1,
      blocks: 1,
      quantize: "inner",
      activations: "quantized-convolution",
    });
    const names = [1, 2, 3].flatMap((stage) => [1, 2].map((input) => `stage${stage}/block1/input${input}`));
    expect(told.activations).toEqual(names.map((name) => ({ name, signed: false })));
    const values = new Map([...initialParameters(told, 1), ...initialStatistics(told)]);
    const input = tf.randomNormal([2, 8, 8, 1], 0, 1, "float32", 1);
    const output = (scope: Parameters<typeof told.forward>[1]) => told.forward(input, scope).data();
    // With every convolution of the blocks blind, what is left is what passes through the shortcuts, which no site touches.
    const blind = await output(scopeOf(values, (_, x) => tf.zerosLike(x)));
    const still = new Map(values);
    for (const name of still.keys())
      if (name.endsWith("norm2/scale")) still.set(name, tf.zeros([...(still.get(name)?.shape ?? [])]));
    expect([...blind]).toEqual([...(await output(scopeOf(still)))]);
    // As a float network it is the one that has its sites at rectifiers.
    const usual = cifarResNet({ ...cifar10, inputs: 1, blocks: 1, quantize: "inner" });
    expect([...(await output(scopeOf(values)))]).toEqual([...(await usual.forward(input, scopeOf(values)).data())]);
  });

  it("projects where a shortcut changes its shape, by a float convolution of one pixel and its normalisation", async () => {
    const projecting = cifarResNet({ ...cifar10, inputs: 1, blocks: 2, shortcuts: "projection" });
    const own = projecting.parameters.filter(({ name }) => name.includes("shortcut/"));
    expect(own.map(({ name, shape, quantized }) => [name, shape, quantized])).toEqual(
      [
        [2, 16, 32],
        [3, 32, 64],
      ].flatMap(([stage, inputs, outputs]) => [
        [`stage${stage}/block1/shortcut/kernel`, [1, 1, inputs, outputs], false],
        [`stage${stage}/block1/shortcut/norm/scale`, [outputs], false],
        [`stage${stage}/block1/shortcut/norm/offset`, [outputs], false],
      ]),
    );
    for (const side of [8, 7]) {
      const values = new Map([...initialParameters(projecting, 1), ...initialStatistics(projecting)]);
      expect(projecting.forward(tf.ones([2, side, side, 1]), scopeOf(values)).shape).toEqual([2, 10]);
    }
  });

  it("normalizes pooled features before the dense layer where it is told to", async () => {
    const told = cifarResNet({ ...cifar10, inputs: 1, blocks: 1, normalizeFeatures: true });
    const values = new Map([...initialParameters(told, 1), ...initialStatistics(told)]);
    const scales = tf.range(1, 65);
    values.set("features/norm/scale", tf.zeros([64])).set("features/norm/offset", scales);
    const input = tf.randomNormal([2, 8, 8, 1], 0, 1, "float32", 1);
    const expected = tf.matMul(
      tf.ones([2, 1]),
      tf.matMul(tf.reshape(scales, [1, 64]), values.get("dense/kernel") as tf.Tensor2D),
    );
    const actual = await told.forward(input, scopeOf(values)).data();
    const wanted = await expected.data();
    actual.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] as number, 3));
  });

  it("moves every statistic in training", async () => {
    const statistics = initialStatistics(network);
    const initial = new Map(statistics);
    network.forward(
      tf.randomNormal([2, 8, 8, 1], 0, 1, "float32", 1),
      trainingScopeOf(initialParameters(network, 1), statistics),
    );
    expect(statistics.size).toBe(14);
    for (const [name, value] of statistics) {
      expect(value.shape).toEqual(initial.get(name)?.shape);
      expect([...(await value.data())], name).not.toEqual([...((await initial.get(name)?.data()) ?? [])]);
    }
  });
});

describe.each([
  ["plain", {}],
  ["projecting, with normalized features", { shortcuts: "projection", normalizeFeatures: true }],
] as const)("gradients in training, %s", (_, options) => {
  const network = cifarResNet({ blocks: 1, inputs: 2, classes: 3, quantize: "all", widths: [2, 3, 4], ...options });

  it.each(network.parameters.map(({ name }, i) => [name, i] as const))(
    "of %s agree with differences",
    async (__, i) => {
      const input = tf.randomNormal([3, 6, 5, 2], 0, 1, "float32", 1);
      // Offsets about 1 keep most values away from ReLU's kink, where differences say nothing.
      const values = network.parameters.map(({ name, shape }, k) =>
        tf.randomNormal([...shape], /norm\d?\//.test(name) ? 1 : 0, 0.5, "float32", 10 + k),
      );
      const { slope, expected } = await directionalDerivative(network, values, input, i, 1e-3);
      expect(Math.abs(slope - expected)).toBeLessThan(0.02 * Math.max(1, Math.abs(expected)));
    },
  );
});
