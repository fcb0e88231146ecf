import * as tf from "@tensorflow/tfjs-core";
import { type Network, startTraining } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { optionsOf, parameter } from "./network.ts";
import { method as ste } from "./straight-through.ts";

await openEngine({ kind: "wasm" });

/** Kernels that one training step runs on a network of `count` quantized tensors. */
async function callsOf(count: number, precisionName: string): Promise<number> {
  const names = Array.from({ length: count }, (_, i) => `w${i}`);
  const network: Network = {
    parameters: names.map((name) => parameter(name, "weight", [4, 3])),
    activations: [],
    forward: (_, scope) => tf.addN(names.map((name) => scope.parameter(name))),
  };
  const initial = Object.fromEntries(names.map((name) => [name, tf.randomUniform([4, 3], -1, 1, "float32", 1)]));
  const training = startTraining(optionsOf(network, ste, initial, { precisionName }));
  const { kernels } = await tf.profile(() => training.advance(tf.scalar(0), tf.ones([4, 3])));
  training.dispose();
  return kernels.length;
}

/** Calls that one more quantized tensor adds to a step, at this precision. */
async function callsATensor(precisionName: string): Promise<number> {
  const two = await callsOf(2, precisionName);
  return (await callsOf(3, precisionName)) - two;
}

// Dispatching an engine call costs about as much as quantizing a thousand weights.
test.each([
  ["w1a32", 34],
  ["w2a32", 50],
  ["w4a32", 134],
])(
  "straight-through estimation at %s takes at most %i engine calls a tensor more than the float network",
  async (name, most) => {
    expect((await callsATensor(name)) - (await callsATensor("w32a32"))).toBeLessThanOrEqual(most);
  },
);
