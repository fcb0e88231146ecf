import * as tf from "@tensorflow/tfjs-core";
import { byteSize, type ExportedNetwork, hashOf, type Network, packCodes, startTraining, unpackCodes } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { identityNetwork, optionsOf, parameter, variantOf } from "./network.ts";
import { method as ste } from "./straight-through.ts";

await openEngine({ kind: "wasm" });

const network = (
  overrides: Partial<{ codes: number[]; level: number; bias: number; scale: number; name: string }> = {},
) => {
  const { codes = [0, 1, 2, 3, 3], level = 1.5, bias = 7, scale = 0.5, name = "conv/kernel" } = overrides;
  const exported: ExportedNetwork = {
    tensors: [
      {
        kind: "codes",
        name,
        shape: [5],
        codes: packCodes(codes, 4),
        codebook: Float32Array.of(-1.5, -0.5, 0.5, level),
      },
      { kind: "float", name: "conv/bias", shape: [3], values: Float32Array.of(bias, 8, 9) },
    ],
    activations: { relu: { scale, offset: 0, levels: 16 } },
  };
  return exported;
};

test("the size counts packed codes, codebooks, floats, and 8 bytes an activation quantizer", () => {
  // 5 codes of 2 bits in 2 bytes; 4 levels of 4 bytes; 3 floats of 4 bytes; one quantizer
  expect(byteSize(network())).toBe(2 + 16 + 12 + 8);
  expect(byteSize({ tensors: [], activations: {} })).toBe(0);
});

test("the hash is the same for the same network, and another for any change", () => {
  const changed = [{ codes: [0, 1, 2, 3, 2] }, { level: 1.25 }, { bias: 6 }, { scale: 0.25 }, { name: "conv/w" }];
  const hashes = [network(), ...changed.map(network)].map(hashOf);
  expect(hashOf(network())).toBe(hashes[0]);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
});

test("the hash sees through views into larger buffers", () => {
  const padded = Float32Array.of(99, 7, 8, 9, 99).subarray(1, 4);
  const { tensors, activations } = network();
  const [codes, floats] = tensors;
  if (floats?.kind !== "float" || !codes) throw new Error("expected floats");
  expect(hashOf({ tensors: [codes, { ...floats, values: padded }], activations })).toBe(hashOf(network()));
});

test("a training run exports codes and codebooks of its quantized tensors, then its floats", async () => {
  const network: Network = {
    parameters: [parameter("b", "bias", [2]), parameter("w", "weight", [2, 2])],
    activations: [],
    forward: (_, scope) => tf.add(scope.parameter("w"), scope.parameter("b")),
  };
  const initial = {
    w: tf.tensor([
      [-1.5, -0.5],
      [1.5, 0.5],
    ]),
    b: tf.tensor([3, 4]),
  };
  const training = startTraining(optionsOf(network, ste, initial, { precisionName: "w2a32" }));
  const { tensors } = await training.export();
  training.dispose();
  expect(tensors.map(({ kind, name, shape }) => [kind, name, shape])).toEqual([
    ["codes", "w", [2, 2]],
    ["float", "b", [2]],
  ]);
  const [coded, float] = tensors;
  if (coded?.kind !== "codes" || float?.kind !== "float") throw new Error("expected codes, then floats");
  expect(Array.from(unpackCodes(coded.codes))).toEqual([0, 1, 3, 2]);
  expect(Array.from(coded.codebook)).toEqual([-1.5, -0.5, 0.5, 1.5]);
  expect(Array.from(float.values)).toEqual([3, 4]);
});

test("a method that exports too few tensors is told so", async () => {
  const training = startTraining(
    optionsOf(identityNetwork([2]), variantOf({ quantize: () => [] }), { w: tf.zeros([2]) }),
  );
  await expect(training.export()).rejects.toThrow("the method exported 0 tensors of 1");
  training.dispose();
});
