import { byteSize, type ExportedNetwork, hashOf, packCodes } from "qat-core";
import { expect, test } from "vitest";

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
