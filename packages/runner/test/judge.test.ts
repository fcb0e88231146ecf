import * as tf from "@tensorflow/tfjs-core";
import { type ExportedNetwork, type Network, packCodes, parsePrecision, uniformGrid } from "qat-core";
import { openEngine } from "qat-engine";
import { correctOf } from "qat-ledger";
import type { Examples, Task } from "qat-tasks";
import { describe, expect, test } from "vitest";
import { disqualifications } from "../src/judge/disqualifications.ts";
import { judge } from "../src/judge/judge.ts";

await openEngine({ kind: "wasm" });

/** y = relu(x W) + b, with W of 2 x 2 quantized and an activation after the ReLU. */
const network: Network = {
  parameters: [
    { name: "W", role: "weight", shape: [2, 2], quantized: true, initialise: (shape) => tf.zeros([...shape]) },
    { name: "b", role: "bias", shape: [2], quantized: false, initialise: (shape) => tf.zeros([...shape]) },
  ],
  activations: [{ name: "relu", signed: false }],
  forward: (x, scope) =>
    tf.add(scope.activation("relu", tf.relu(tf.matMul(x as tf.Tensor2D, scope.parameter("W")))), scope.parameter("b")),
};
const exported: ExportedNetwork = {
  tensors: [
    {
      kind: "codes",
      name: "W",
      shape: [2, 2],
      codes: packCodes([0, 1, 2, 3], 4),
      codebook: Float32Array.of(-1.5, -0.5, 0.5, 1.5),
    },
    { kind: "float", name: "b", shape: [2], values: Float32Array.of(10, 20) },
  ],
  activations: {},
};
const [codedW, floatB] = exported.tensors as [
  ExportedNetwork["tensors"][0] & { kind: "codes" },
  ExportedNetwork["tensors"][1],
];
const changed = (tensors: readonly unknown[], activations: ExportedNetwork["activations"] = {}) =>
  ({ tensors, activations }) as ExportedNetwork;

describe("the judge disqualifies", () => {
  const proofOf = (network_: ExportedNetwork, precision = "w2a32") =>
    disqualifications(network_, network, parsePrecision(precision), uniformGrid(4));
  const aQuantizer = { relu: { scale: 0.5, offset: 0, levels: 4 } };

  test("nothing that is allowed", () => {
    expect(proofOf(exported)).toEqual([]);
    expect(proofOf(changed(exported.tensors, aQuantizer), "w2a2")).toEqual([]);
    expect(
      proofOf(changed([{ kind: "float", name: "W", shape: [2, 2], values: new Float32Array(4) }, floatB]), "w32a32"),
    ).toEqual([]);
  });

  test.each([
    ["more levels than the precision has", "w1a32", exported, "W: a codebook of 4 levels, at most 2 are allowed"],
    ["more distinct codes", "w1a32", exported, "W: 4 distinct codes, at most 2 are allowed"],
    [
      "a quantized weight left float",
      "w2a32",
      changed([{ ...floatB, name: "W", shape: [2, 2] }, floatB]),
      "W: exported as floats",
    ],
    ["a tensor left out", "w2a32", changed([codedW]), "b: not exported"],
    [
      "a tensor that nobody asked for",
      "w2a32",
      changed([codedW, floatB, { ...floatB, name: "more" }]),
      "more: no tensor",
    ],
    ["another shape", "w2a32", changed([{ ...codedW, shape: [4] }, floatB]), "W: shape [4], expected [2,2]"],
    [
      "too few codes",
      "w2a32",
      changed([{ ...codedW, codes: packCodes([0, 1], 4) }, floatB]),
      "W: 2 codes for 4 weights",
    ],
    [
      "two codebooks where the grid is by tensor",
      "w2a32",
      changed([{ ...codedW, codebook: new Float32Array(8) }, floatB]),
      "W: 2 codebooks, 1 allowed",
    ],
    [
      "a level that is not finite",
      "w2a32",
      changed([{ ...codedW, codebook: Float32Array.of(0, 1, 2, Number.NaN) }, floatB]),
      "W: a level is not finite",
    ],
    [
      "a float that is not finite",
      "w2a32",
      changed([codedW, { ...floatB, values: Float32Array.of(1, Infinity) }]),
      "b: holds a value that is not finite",
    ],
    ["an activation without quantizer", "w2a2", exported, "relu: the activation has no quantizer"],
    [
      "an activation of too many levels",
      "w2a1",
      changed(exported.tensors, aQuantizer),
      "relu: 4 levels of activation, 2 are allowed",
    ],
    [
      "an activation scale of nothing",
      "w2a2",
      changed(exported.tensors, { relu: { ...aQuantizer.relu, scale: 0 } }),
      "relu: scale 0",
    ],
  ])("%s", (_, precision, network_, proof) => {
    expect(proofOf(network_, precision).join("\n")).toContain(proof);
  });
});

describe("the judge scores the network that it rebuilt from codes", () => {
  /** Sums the outputs, so that every weight shows. */
  const task = {
    network,
    metric: { total: (output: tf.Tensor) => tf.sum(output), value: (total: number, count: number) => total / count },
  } as unknown as Task;
  const score = async (...args: Parameters<typeof judge>) => (await judge(...args)).metric.value;
  const examples = (inputs: [number, number][]): Examples => ({
    count: inputs.length,
    batch: (indices) => ({
      input: tf.tensor2d(Array.from(indices, (i) => inputs[i] as [number, number])),
      target: tf.zeros([indices.length]),
    }),
  });

  test("by hand", async () => {
    // x W = [1 * -1.5 + 2 * 0.5, 1 * -0.5 + 2 * 1.5] = [-0.5, 2.5]; relu + b = [0 + 10, 2.5 + 20]
    expect(await score(task, exported, examples([[1, 2]]))).toBeCloseTo(32.5, 5);
  });

  test("with exported activation quantizers, rounding half to even and clipping at the last level", async () => {
    // relu [0, 2.5] at scale 1: round(2.5) = 2; at 2 levels it clips to 1.
    const quantized = (levels: number) => changed(exported.tensors, { relu: { scale: 1, offset: 0, levels } });
    expect(await score(task, quantized(4), examples([[1, 2]]))).toBeCloseTo(32, 5);
    expect(await score(task, quantized(2), examples([[1, 2]]))).toBeCloseTo(31, 5);
  });

  test("over the first examples alone, where it is told how many", async () => {
    const halves = examples(Array.from({ length: 1000 }, (_, i) => (i < 700 ? [1, 2] : [0, 0])));
    expect(await score(task, exported, halves, 700)).toBeCloseTo(32.5, 3);
    expect(await score(task, exported, halves, 2000)).toBeLessThan(32);
  });

  test("and says which examples it has right, in their order, where a task's are right or wrong", async () => {
    // Right is what sums to more than 32: those of input [1, 2], and not those of [0, 0].
    const right = (output: tf.Tensor) => tf.cast<tf.Tensor1D>(tf.greater(tf.sum(output, 1), 32), "float32");
    const metric = { ...task.metric, value: (total: number, count: number) => (100 * total) / count };
    const inputs = Array.from({ length: 131 }, (_, i): [number, number] => (i % 3 === 0 ? [1, 2] : [0, 0]));
    const judged = await judge({ ...task, metric: { ...metric, correct: right } }, exported, examples(inputs));
    expect(judged.metric).toMatchObject({ value: (100 * 44) / 131, examples: 131 });
    expect(correctOf(judged)).toEqual(inputs.map(([first]) => first === 1));
    expect((await judge(task, exported, examples(inputs))).correct).toBeNull();
  });

  test("over all examples, the batch that is not full included, and leaves no tensor behind", async () => {
    const many = examples(Array.from({ length: 1201 }, () => [1, 2]));
    const before = tf.memory().numTensors;
    expect(await score(task, exported, many)).toBeCloseTo(32.5, 3);
    expect(tf.memory().numTensors).toBe(before);
  });
});
