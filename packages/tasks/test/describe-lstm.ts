import * as tf from "@tensorflow/tfjs-core";
import { controlledGrid, type Network, parsePrecision, type Scope, startTraining, type Variant } from "qat-core";
import { openEngine } from "qat-engine";
import { method as fp32 } from "qat-method-fp32";
import { method as ste } from "qat-method-ste";
import { uniformNoise } from "qat-ops";
import { describe, expect, it, type TestContext } from "vitest";
import { streamed } from "../src/data/order.ts";
import { textExamples } from "../src/data/text-examples.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import { lstm } from "../src/layers/lstm.ts";
import { lstmLanguageModel } from "../src/networks/lstm-language-model.ts";
import { wordCrossEntropy } from "../src/perplexity.ts";
import { lstmRecipe } from "../src/recipes/lstm-language-model.ts";
import { scopeOf } from "./scope-of.ts";

/**
 * PyTorch 2.13.0's `nn.LSTM(2, 2, batch_first=True)` in float64 on made numbers: its weights, rows in the order i, f, g, o;
 * outputs y, the last cells, and gradients of sum(y w).
 */
const torch = {
  inputs: [-0.5, 0.2, -0.2, 0.5, 0.1, -0.3, 0.4, 0, -0.4, 0.3, -0.1, -0.5, 0.2, -0.2, 0.5, 0.1],
  recurrent: [-0.2, 0.5, 0.1, -0.3, 0.4, 0, -0.4, 0.3, -0.1, -0.5, 0.2, -0.2, 0.5, 0.1, -0.3, 0.4],
  bias: [-0.4, 0.3, -0.1, -0.5, 0.2, -0.2, 0.5, 0.1],
  x: [-0.75, 0.5, 0, -0.5, 0.75, 0.25, -0.25, -0.75, 0.5, 0, -0.5, 0.75],
  hidden: [0.1, -0.2, 0.3, 0.4],
  cell: [0.5, -0.5, -0.25, 1],
  w: [-2, -1, 0, 1, 2, -2, -1, 0, 1, 2, -2, -1],
  y: [
    0.272999, -0.14138, 0.204832, -0.024325, 0.096359, -0.129616, -0.138863, 0.203013, -0.081705, 0.021819, 0.124059,
    -0.154525,
  ],
  lastCell: [0.145223, -0.217394, 0.228375, -0.326797],
  dx: [
    0.139867, 0.153416, -0.081614, 0.052947, -0.040323, 0.43005, 0.109666, -0.189501, -0.00975, -0.299542, 0.252463,
    0.017304,
  ],
  dInputs: [
    0.124817, -0.177343, -0.023462, 0.057657, 0.099365, -0.047921, 0.015426, -0.065944, 0.709962, -0.182191, 0.094217,
    -0.606081, 0.254774, -0.212797, -0.019209, 0.141725,
  ],
  dRecurrent: [
    0.011238, 0.020728, 0.037382, -0.016048, 0.043681, 0.013309, 0.02547, 0.062511, 0.073093, -0.093305, -0.145171,
    0.272601, 0.013329, 0.055168, 0.015332, -0.01667,
  ],
  dBias: [-0.213373, 0.10151, 0.167005, 0.301842, -0.091413, -0.304028, -0.275836, 0.269372],
};

/** PyTorch's rows of gates i, f, g, o as columns i, f, o, g: [columns, 8] of a matrix with 8 rows. */
function asColumns(rows: readonly number[], columns: number): number[] {
  const order = [0, 1, 2, 3, 6, 7, 4, 5];
  return Array.from({ length: columns }, (_, k) => order.map((row) => rows[row * columns + k] as number)).flat();
}

const layer = lstm("lstm", { inputs: 2, hidden: 2, quantized: true });
const parameters = () => [
  tf.tensor2d(asColumns(torch.inputs, 2), [2, 8]),
  tf.tensor2d(asColumns(torch.recurrent, 2), [2, 8]),
  tf.tensor1d(asColumns(torch.bias, 1)),
];
const input = () => tf.tensor3d(torch.x, [2, 3, 2]);

/** A forward pass that starts from the states in `left` and leaves its own there. */
function carryingScope(network: Network, values: readonly tf.Tensor[], left: Map<string, tf.Tensor>): Scope {
  const scope = scopeOf(new Map(network.parameters.map(({ name }, i) => [name, values[i] as tf.Tensor])));
  return {
    ...scope,
    training: true,
    carried: (name) => left.get(name) as tf.Tensor,
    carry: (name, value) => void left.set(name, tf.keep(tf.clone(value))),
    noise: (name, shape) => uniformNoise(shape, [name.length, 7]),
  };
}

const states = () =>
  new Map<string, tf.Tensor>([
    ["lstm/hidden", tf.tensor2d(torch.hidden, [2, 2])],
    ["lstm/cell", tf.tensor2d(torch.cell, [2, 2])],
  ]);

async function expectNear(tensor: tf.Tensor | undefined, expected: readonly number[], digits = 5): Promise<void> {
  const values = [...((await tensor?.data()) ?? [])];
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, digits));
}

/** Call in a file of its own for each engine: a process has one. */
export function describeLstm(kind: "native" | "wasm", skip: (context: TestContext) => void): void {
  const open = async (context: TestContext) => {
    skip(context);
    await openEngine({ kind });
  };

  describe(`the LSTM on ${kind}`, () => {
    it("gives PyTorch's outputs and leaves its states", async (context) => {
      await open(context);
      const left = states();
      const y = layer.forward(input(), carryingScope(layer, parameters(), left));
      expect(y.shape).toEqual([2, 3, 2]);
      await expectNear(y, torch.y);
      await expectNear(left.get("lstm/cell"), torch.lastCell);
      await expectNear(
        left.get("lstm/hidden"),
        [4, 5, 10, 11].map((i) => torch.y[i] as number),
      );
    });

    it("has PyTorch's gradients; none reaches the states that it starts from", async (context) => {
      await open(context);
      const loss = (x: tf.Tensor, ...values: tf.Tensor[]) => {
        const y = layer.forward(x, carryingScope(layer, values, states()));
        return tf.sum(tf.mul(y, tf.tensor3d(torch.w, [2, 3, 2]))) as tf.Scalar;
      };
      const [dx, dInputs, dRecurrent, dBias] = tf.grads(loss)([input(), ...parameters()]);
      await expectNear(dx, torch.dx);
      await expectNear(dInputs, asColumns(torch.dInputs, 2));
      await expectNear(dRecurrent, asColumns(torch.dRecurrent, 2));
      await expectNear(dBias, asColumns(torch.dBias, 1));
    });

    it("goes on where the batch before ended: two short batches are one long", async (context) => {
      await open(context);
      const left = states();
      const [first, rest] = [tf.slice(input(), [0, 0, 0], [2, 1, 2]), tf.slice(input(), [0, 1, 0], [2, 2, 2])];
      const parts = [first, rest].map((part) => layer.forward(part, carryingScope(layer, parameters(), left)));
      await expectNear(tf.concat(parts, 1), torch.y);
    });

    it("hands its hidden state after each step to the scope, and goes on with what that makes of it", async (context) => {
      await open(context);
      let seen = 0;
      const scope: Scope = {
        ...carryingScope(layer, parameters(), states()),
        activation(name, h) {
          expect([name, ...h.shape]).toEqual(["lstm/hidden", 2, 2]);
          seen++;
          return tf.zerosLike(h);
        },
      };
      await expectNear(layer.forward(input(), scope), new Array(12).fill(0));
      expect(seen).toBe(3);
      expect(layer.activations).toEqual([{ name: "lstm/hidden", signed: true }]);
    });
  });

  describe(`the language model on ${kind}`, () => {
    const tiny = lstmLanguageModel({ words: 7, features: 4, hidden: 3, dropout: 0.25 });
    const words = () => tf.tensor2d([1, 5, 2, 2, 0, 6], [2, 3], "int32");
    const following = () => tf.tensor2d([5, 2, 3, 0, 6, 4], [2, 3], "int32");

    it.for(tiny.parameters.map(({ name }, i) => [name, i] as const))(
      "has gradients of %s that agree with differences, dropout and states included",
      async ([, i], context) => {
        await open(context);
        const values = tiny.parameters.map(({ shape }, k) => tf.randomNormal([...shape], 0, 0.5, "float32", 10 + k));
        const loss = (...at: tf.Tensor[]) => {
          const left = new Map(
            (tiny.carried ?? []).map(({ name, shape }) => [name, tf.randomNormal([2, ...shape], 0, 0.5, "float32", 5)]),
          );
          return wordCrossEntropy(tiny.forward(words(), carryingScope(tiny, at, left)), following());
        };
        const gradient = tf.grads(loss)(values)[i] as tf.Tensor;
        const direction = tf.randomNormal(gradient.shape, 0, 1, "float32", 3);
        const moved = (by: number) => values.map((v, k) => (k === i ? tf.add(v, tf.mul(direction, by)) : v));
        const at = async (by: number) => (await loss(...moved(by)).data())[0] as number;
        // At this step truncation is of the order 1e-4, and rounding of the loss below that.
        const step = 1e-2;
        const slope = ((await at(step)) - (await at(-step))) / (2 * step);
        const expected = (await tf.sum(tf.mul(gradient, direction)).data())[0] as number;
        expect(Math.abs(slope - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
        expect(Math.abs(expected)).toBeGreaterThan(1e-3);
      },
    );

    it.for([
      ["w32a32", fp32.variants.default],
      ["w2a32", ste.variants.default],
      ["w2a4", ste.variants.default],
    ] as const)("learns a text that repeats, with the recipe at %s", async ([name, variant], context) => {
      await open(context);
      // A guess has log 8 = 2.1, and every word follows from the one before it and whether it came just now.
      expect(await lossAfterRepeating(variant, name)).toBeLessThan(1);
    });
  });
}

/** Mean loss of the last five of 60 steps on a text of period 11 in a vocabulary of 8. */
async function lossAfterRepeating(variant: Variant, name: string): Promise<number> {
  const network = lstmLanguageModel({ words: 8, features: 12, hidden: 12, dropout: 0.1 });
  const period = [0, 1, 2, 3, 4, 5, 6, 7, 1, 0, 4];
  const text = Int32Array.from({ length: 1100 }, (_, i) => period[i % period.length] as number);
  const examples = textExamples(text, { streams: 5, steps: 10 });
  const precision = parsePrecision(name);
  const initial = initialParameters(network, 1);
  const steps = 60;
  const training = startTraining({
    ...lstmRecipe,
    network,
    variant,
    precision,
    grid: controlledGrid(precision.weightLevels, "channel"),
    initial,
    steps,
    batchSize: 5,
    seed: 1,
    loss: wordCrossEntropy,
  });
  const order = streamed(examples.count, 5);
  let total = 0;
  for (let step = 0; step < steps; step++) {
    const { input, target } = examples.batch(order.at(step));
    const before = training.advance(input, target);
    if (step >= steps - 5) total += (await before.data())[0] as number;
    tf.dispose([input, target, before]);
  }
  training.dispose();
  tf.dispose([...initial.values()]);
  return total / 5;
}
