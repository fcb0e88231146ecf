import * as tf from "@tensorflow/tfjs-core";
import { type Network, startTraining } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { values } from "../src/testing/values.ts";
import { optionsOf, parameter, variantOf } from "./network.ts";

await openEngine({ kind: "wasm" });

/** output = w; the statistic is the sum of all weights that a training step has seen, from 10 on. */
const network: Network = {
  parameters: [parameter("w", "weight", [1])],
  activations: [{ name: "a", signed: true }],
  statistics: [{ name: "seen", shape: [1], initial: 10 }],
  forward(_, scope) {
    const w = scope.activation("a", scope.parameter("w"));
    scope.update("seen", tf.add(scope.statistic("seen"), w));
    return w;
  },
};

const one = tf.tensor([1]);
const nothing = tf.scalar(0);
const start = (initial: Record<string, tf.Tensor> = {}, precisionName = "w32a32") =>
  startTraining(optionsOf(network, variantOf({}), { w: tf.tensor([4]), ...initial }, { precisionName }));

describe("a running statistic", () => {
  test("starts where it says and moves in every step, not by the optimizer", () => {
    const training = start();
    expect(values(training.variables["statistic/seen"])).toEqual([10]);
    tf.dispose(training.advance(nothing, one));
    expect(values(training.variables["statistic/seen"])).toEqual([14]);
    // w is 4 - 0.5 * 1 by now
    tf.dispose(training.advance(nothing, one));
    expect(values(training.variables["statistic/seen"])).toEqual([17.5]);
    training.dispose();
  });

  test("is not moved by the pass that sets the activations' scales", () => {
    const training = start({}, "w32a8");
    tf.dispose(training.advance(nothing, one));
    const [seen = 0] = values(training.variables["statistic/seen"]);
    // LSQ's step starts at 2 * 4 / sqrt(127) = 0.71; moved twice, the statistic would be near 18.
    expect(Math.abs(seen - 14)).toBeLessThanOrEqual(0.71 / 2);
    training.dispose();
  });

  test("starts where a trained network left it, is exported as floats, and leaks nothing", async () => {
    const before = tf.memory().numTensors;
    const seen = tf.tensor([2]);
    const training = start({ seen });
    tf.dispose([training.advance(nothing, one), seen]);
    const { tensors } = await training.export();
    expect(tensors.find(({ name }) => name === "seen")).toMatchObject({ kind: "float", values: Float32Array.of(6) });
    training.dispose();
    // The initial weight of `start`.
    expect(tf.memory().numTensors - before).toBe(1);
  });

  test("needs a name of its own, and the shape that the network says", () => {
    expect(() => start({ seen: tf.tensor([1, 2]) })).toThrow(/seen has shape \[2\]; the network says \[1\]/);
    const twice = { ...network, statistics: [{ name: "w", shape: [1], initial: 0 }] };
    expect(() => startTraining(optionsOf(twice, variantOf({}), { w: tf.tensor([4]) }))).toThrow(
      /two parameters are named w/,
    );
  });
});

test("the weights of now are the latents and what the network would see of them", () => {
  const variant = variantOf({ view: (u) => ({ live: u.map((latent) => tf.mul(latent, 2)) }) });
  const training = startTraining(optionsOf(network, variant, { w: tf.tensor([4]) }));
  const before = tf.memory().numTensors;
  const { latents, live } = training.weights();
  expect([values(latents[0]), values(live[0])]).toEqual([[4], [8]]);
  tf.dispose([...latents, ...live]);
  expect(tf.memory().numTensors).toBe(before);
  training.dispose();
});
