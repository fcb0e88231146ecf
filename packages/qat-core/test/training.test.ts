import * as tf from "@tensorflow/tfjs-core";
import { type Moment, type Network, schedule, sgd, startTraining } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { expectClose, take } from "../src/testing/values.ts";
import { identityNetwork, optionsOf, parameter, variantOf } from "./network.ts";

await openEngine({ kind: "wasm" });

const nothing = tf.scalar(0);
const valuesOf = (variable: tf.Variable | undefined) => Array.from(variable?.dataSync() ?? []);

describe("the training step", () => {
  test("moves u to u - rate * gradient, and returns the loss before the step", () => {
    const training = startTraining(optionsOf(identityNetwork([2]), variantOf({}), { w: tf.tensor([1, 2]) }));
    // loss = 1 * 3 + 2 * -1 = 1; gradient = (3, -1)
    expect(take(training.advance(nothing, tf.tensor([3, -1])))).toEqual([1]);
    expect(valuesOf(training.variables["latent/w"])).toEqual([1 - 1.5, 2 + 0.5]);
    expect(training.step).toBe(1);
    training.dispose();
  });

  test("decays weights by their role", () => {
    const network: Network = {
      parameters: [parameter("w", "weight", [1]), parameter("b", "bias", [1]), parameter("n", "norm", [1])],
      activations: [],
      forward: (_, { parameter: of }) => tf.addN([of("w"), of("b"), of("n")]),
    };
    const ones = { w: tf.ones([1]), b: tf.ones([1]), n: tf.ones([1]) };
    const weightDecay = { weight: 0.25, bias: 0.5, norm: 0 };
    const training = startTraining(optionsOf(network, variantOf({}), ones, { weightDecay }));
    training.advance(nothing, tf.tensor([2]));
    // 1 - 0.5 (2 + decay * 1)
    expect(valuesOf(training.variables["latent/w"])).toEqual([-0.125]);
    expect(valuesOf(training.variables["float/b"])).toEqual([-0.25]);
    expect(valuesOf(training.variables["float/n"])).toEqual([0]);
    training.dispose();
  });

  test("moves latents along the pulled-back gradient, at the rule's own rates, then settles them", () => {
    const rule = variantOf({
      view: (u) => ({
        live: u.map((latent) => tf.mul(latent, 10)),
        pullback: (gradients) => ({ latents: gradients.map((g) => tf.mul(g, 3)), learned: [] }),
      }),
      rates: () => [tf.scalar(0.25)],
      settle: (u) => u.map((latent) => tf.add(latent, 100)),
    });
    const training = startTraining(optionsOf(identityNetwork([1]), rule, { w: tf.tensor([1]) }));
    // live 10, loss 10 * 2; gradient 2, pulled back 6; 1 - 0.25 * 6 + 100
    expect(take(training.advance(nothing, tf.tensor([2])))).toEqual([20]);
    expect(valuesOf(training.variables["latent/w"])).toEqual([99.5]);
    training.dispose();
  });

  test("freezes a tensor at rate 0, whatever its momentum and decay", () => {
    const rule = variantOf({ rates: ({ step }) => [step === 0 ? 0.5 : 0] });
    const options = optionsOf(
      identityNetwork([1]),
      rule,
      { w: tf.tensor([1]) },
      {
        optimizer: sgd({ momentum: 0.9 }),
        weightDecay: { weight: 0.1, bias: 0, norm: 0 },
      },
    );
    const training = startTraining(options);
    const after: number[] = [];
    for (let i = 0; i < 3; i++) {
      training.advance(nothing, tf.tensor([2]));
      after.push(...valuesOf(training.variables["latent/w"]));
    }
    expect(new Set(after).size).toBe(1);
    training.dispose();
  });

  test("scales, moves and clips what the method learns", () => {
    const learned = (name: string, value: number, bounds: [number, number]) => ({
      name,
      value: tf.variable(tf.scalar(value), false),
      gradientScale: 0.1,
      bounds,
      rateFactor: 2,
    });
    const rule = variantOf({
      learned: [learned("step", 1, [-9, 9]), learned("kappa", 1, [0.5, 2])],
      view: (live) => ({ live, pullback: (latents) => ({ latents, learned: [tf.scalar(4), tf.scalar(30)] }) }),
    });
    const learnedAfter = (recipe: { learnedRateFactor?: number }) => {
      const training = startTraining(optionsOf(identityNetwork([1]), rule, { w: tf.tensor([1]) }, recipe));
      training.advance(nothing, tf.tensor([2]));
      const values = ["step", "kappa"].flatMap((name) => valuesOf(training.variables[`learned/${name}`]));
      expectClose(valuesOf(training.variables["latent/w"]), [0]);
      return values;
    };
    // 1 - 0.5 * 2 * 0.1 * 4 = 0.6;  1 - 0.5 * 2 * 0.1 * 30 = -2, clipped to 0.5
    expectClose(learnedAfter({}), [0.6, 0.5]);
    // From there a tenth as fast: 0.6 - 0.04;  0.5 - 0.3, clipped.
    expectClose(learnedAfter({ learnedRateFactor: 0.1 }), [0.56, 0.5]);
  });

  test("tells the hooks where training is, also after a checkpoint", () => {
    const seen: Moment[] = [];
    const rule = variantOf({
      view(live, at) {
        seen.push(at);
        return { live };
      },
    });
    const options = optionsOf(
      identityNetwork([1]),
      rule,
      { w: tf.tensor([1]) },
      { rate: schedule.linear(1, 0), steps: 4 },
    );
    const training = startTraining(options);
    for (let i = 0; i < 3; i++) training.advance(nothing, tf.tensor([1]));
    expect(seen[2]).toEqual({ step: 2, steps: 4, progress: 0.5, rate: 0.5, rateSum: 1 + 0.75 + 0.5 });
    const resumed = startTraining(options);
    resumed.resumeAt(2);
    resumed.advance(nothing, tf.tensor([1]));
    expect(seen[3]).toEqual(seen[2]);
    expect(resumed.step).toBe(3);
    training.dispose();
    resumed.dispose();
  });

  test("leaves the initial values and the batch alone, and its loss to the caller", () => {
    const [w, target] = [tf.tensor([1]), tf.tensor([2])];
    const before = tf.memory().numTensors;
    const training = startTraining(optionsOf(identityNetwork([1]), variantOf({}), { w }));
    training.advance(nothing, target).dispose();
    training.advance(nothing, target).dispose();
    expect([...w.dataSync(), ...target.dataSync()]).toEqual([1, 2]);
    training.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("reads quantities back, numbers and tensors, and keeps the method's own variables", async () => {
    const kept = tf.variable(tf.scalar(7), false);
    const rule = variantOf({
      state: { kept },
      quantities: (u, { progress }) => ({
        progress,
        norm: tf.sum<tf.Scalar>(u[0] as tf.Tensor),
        kept: kept as tf.Scalar,
      }),
    });
    const training = startTraining(optionsOf(identityNetwork([2]), rule, { w: tf.tensor([1, 2]) }));
    expect(await training.quantities()).toEqual({ progress: 0, norm: 3, kept: 7 });
    expect(await training.quantities()).toEqual({ progress: 0, norm: 3, kept: 7 });
    training.dispose();
    const plain = startTraining(optionsOf(identityNetwork([2]), variantOf({}), { w: tf.tensor([1, 2]) }));
    expect(await plain.quantities()).toEqual({});
    plain.dispose();
  });

  test("refuses initial values that are missing or misshapen", () => {
    const network = identityNetwork([2]);
    expect(() => startTraining(optionsOf(network, variantOf({}), {}))).toThrow(
      "the network has no value for its parameter w",
    );
    expect(() => startTraining(optionsOf(network, variantOf({}), { w: tf.zeros([3]) }))).toThrow(
      "the initial value of w has shape [3]; the network says [2]",
    );
  });

  test("refuses two parameters of one name", () => {
    const value = tf.variable(tf.scalar(1), false);
    const learned = [{ name: "w", value, gradientScale: 1, bounds: [0, 1] as const, rateFactor: 1 }];
    expect(() => startTraining(optionsOf(identityNetwork([2]), variantOf({ learned }), { w: tf.zeros([2]) }))).toThrow(
      "two parameters are named w",
    );
  });

  test.each([
    ["view", { view: () => ({ live: [] }) }],
    ["rates", { rates: () => [] }],
    ["settle", { settle: () => [] }],
    [
      "pullback, latents,",
      { view: (live: readonly tf.Tensor[]) => ({ live, pullback: () => ({ latents: [], learned: [] }) }) },
    ],
    [
      "pullback, learned,",
      {
        view: (live: readonly tf.Tensor[]) => ({
          live,
          pullback: (g: readonly tf.Tensor[]) => ({ latents: g, learned: [...g] }),
        }),
      },
    ],
  ])("says which hook returned too few or too many: %s", (hook, rule) => {
    const training = startTraining(optionsOf(identityNetwork([1]), variantOf(rule), { w: tf.tensor([1]) }));
    expect(() => training.advance(nothing, tf.tensor([1]))).toThrow(`the method's ${hook} returned`);
    training.dispose();
  });
});

test("what moves together moves as each alone: other shapes, one decay or several", () => {
  const start = { b: tf.tensor([1, -2]), n: tf.tensor([[3], [4]]), m: tf.scalar(5), w: tf.ones([1]) };
  const specs = [
    parameter("b", "bias", [2]),
    parameter("n", "norm", [2, 1]),
    parameter("m", "norm", []),
    parameter("w", "weight", [1]),
  ];
  // The gradient of each element is the element.
  const network: Network = {
    parameters: specs,
    activations: [],
    forward: (_, { parameter: of }) => tf.addN(specs.map(({ name }) => tf.mul(0.5, tf.sum(tf.square(of(name)))))),
  };
  const weightDecay = { weight: 0, bias: 1, norm: 0 };
  const options = { weightDecay, optimizer: sgd({ momentum: 0.5 }), rate: () => 0.1 };
  const training = startTraining(optionsOf(network, variantOf({}), start, options));
  for (let step = 0; step < 2; step++) training.advance(nothing, tf.ones([1])).dispose();
  // m = u, u <- .9 u;  m = .5 u + .9 u, u <- .9 u - .14 u.  With a decay of 1 gradients are twice: .8 u;  m = u + 1.6 u
  expectClose(valuesOf(training.variables["float/b"]), [0.54, -1.08]);
  expectClose(valuesOf(training.variables["float/n"]), [2.28, 3.04]);
  expectClose(valuesOf(training.variables["float/m"]), [3.8]);
  training.dispose();
});

test("clips the gradients of latents and other parameters together, to a norm, and leaves smaller ones", () => {
  const network: Network = {
    parameters: [parameter("w", "weight", [1]), parameter("b", "bias", [1])],
    activations: [],
    forward: (_, { parameter: of }) => tf.add(of("w"), tf.mul(of("b"), 4 / 3)),
  };
  const start = { w: tf.zeros([1]), b: tf.zeros([1]) };
  const moved = (target: number) => {
    const training = startTraining(optionsOf(network, variantOf({}), start, { clipNorm: 0.5 }));
    training.advance(nothing, tf.tensor([target])).dispose();
    const values = ["latent/w", "float/b"].flatMap((name) => valuesOf(training.variables[name]));
    training.dispose();
    return values;
  };
  // Gradients (3, 4) of norm 5 become (0.3, 0.4), at rate 0.5; (0.03, 0.04) stay.
  expectClose(moved(3), [-0.15, -0.2]);
  expectClose(moved(0.03), [-0.015, -0.02]);
});
