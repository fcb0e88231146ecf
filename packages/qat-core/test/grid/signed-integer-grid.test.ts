import * as tf from "@tensorflow/tfjs-core";
import { nearest, signedIntegerGrid } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { bell, expectClose, take } from "../../src/testing/values.ts";

await openEngine({ kind: "wasm" });

const errorOf = (latent: readonly number[], codebook: tf.Tensor2D) =>
  take(nearest(tf.tensor([...latent]), codebook)).reduce((sum, w, i) => sum + (w - (latent[i] as number)) ** 2, 0);

/** |u - s q|^2 with q the nearest of -2^(b-1) .. 2^(b-1) - 1. */
function errorAt(scale: number, latent: readonly number[], bits: number): number {
  const [lowest, highest] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  return latent.reduce((sum, u) => {
    const q = Math.min(highest, Math.max(lowest, Math.floor(u / scale + 0.5)));
    return sum + (u - scale * q) ** 2;
  }, 0);
}

test("has a zero, and one level more below it than above", () => {
  expect(signedIntegerGrid(2).unit).toEqual([-2, -1, 0, 1]);
  expect(signedIntegerGrid(3).unit).toEqual([-4, -3, -2, -1, 0, 1, 2, 3]);
  expect([signedIntegerGrid(4).levels, signedIntegerGrid(4, "channel").name]).toEqual([16, "signed-integer-4/channel"]);
});

test("rounds half to even", () => {
  expect([2, 3, 4].map((bits) => signedIntegerGrid(bits).ties)).toEqual(["even", "even", "even"]);
});

test("refines by one alternation: codes at the present scale, then the least-squares scale", () => {
  // At scale 1 the levels are -2 -1 0 1: q = (-2, 0, 1, 1); <u, q> = 5 + 1.2 + 3 = 9.2; <q, q> = 4 + 1 + 1 = 6.
  const refined = signedIntegerGrid(2).fit(tf.tensor([-2.5, 0.4, 1.2, 3]), tf.tensor2d([[-2, -1, 0, 1]]));
  expectClose(
    take(refined),
    [-2, -1, 0, 1].map((k) => (k * 9.2) / 6),
  );
});

describe.each([2, 3, 4])("at %i bits", (bits) => {
  test("fits as well as a fine search over scales does, to 1 %", () => {
    for (let seed = 1; seed <= 5; seed++) {
      // The longer side is negative in one half of the samples, where the grid has its additional level.
      const latent = bell(200, seed).map((x) => x + (seed % 2 === 0 ? -0.2 : 0.2));
      const widest = Math.max(...latent.map(Math.abs)) / (2 ** (bits - 1) - 1);
      const scales = Array.from({ length: 4000 }, (_, i) => (widest * (i + 1)) / 4000);
      const best = Math.min(...scales.map((scale) => errorAt(scale, latent, bits)));
      expect(errorOf(latent, signedIntegerGrid(bits).fit(tf.tensor(latent)))).toBeLessThanOrEqual(1.01 * best);
    }
  });

  test("fits each channel as if it were alone", () => {
    const latent = tf.tensor(bell(60, 4), [20, 3]);
    const rows = signedIntegerGrid(bits, "channel").fit(latent);
    for (let channel = 0; channel < 3; channel++) {
      const alone = signedIntegerGrid(bits).fit(tf.slice(latent, [0, channel], [20, 1]));
      expectClose(take(tf.slice(rows, [channel, 0], [1, 2 ** bits])), take(alone));
    }
  });
});
