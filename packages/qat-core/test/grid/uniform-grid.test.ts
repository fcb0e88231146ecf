import * as tf from "@tensorflow/tfjs-core";
import { nearest, ternaryThreshold, uniformGrid } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { bell, expectClose, take } from "../../src/testing/values.ts";

await openEngine({ kind: "wasm" });

/** |u - s q|^2 with q the nearest of L evenly spaced levels. */
function errorAt(scale: number, latent: readonly number[], levels: number): number {
  const half = (levels - 1) / 2;
  return latent.reduce((sum, u) => {
    const code = Math.min(levels - 1, Math.max(0, Math.floor(u / scale + half + 0.5)));
    return sum + (u - scale * (code - half)) ** 2;
  }, 0);
}

function errorOf(latent: readonly number[], codebook: tf.Tensor2D): number {
  return take(nearest(tf.tensor([...latent]), codebook)).reduce(
    (sum, w, i) => sum + (w - (latent[i] as number)) ** 2,
    0,
  );
}

describe("the uniform grid", () => {
  test("is the scaled sign at two levels: scale 2 mean|u|, levels +-mean|u|", () => {
    // mean(1, 2, 3) = 2
    expectClose(take(uniformGrid(2).fit(tf.tensor([-1, 2, 3]))), [-2, 2]);
  });

  test("has evenly spaced levels, symmetric about zero", () => {
    const [a = 0, b = 0, c = 0, d = 0] = take(uniformGrid(4).fit(tf.tensor(bell(100, 1))));
    expectClose([a, b], [-d, -c]);
    expectClose([b - a, c - b], [d - c, d - c]);
    expect(uniformGrid(4).unit).toEqual([-1.5, -0.5, 0.5, 1.5]);
    expect(uniformGrid(3).unit).toEqual([-1, 0, 1]);
  });

  test.each([3, 4, 8, 16])("fits %i levels as well as a fine search over scales does, to 1 %%", (levels) => {
    for (let seed = 1; seed <= 5; seed++) {
      const latent = bell(200, seed);
      const widest = (2 * Math.max(...latent.map(Math.abs))) / (levels - 1);
      const scales = Array.from({ length: 4000 }, (_, i) => (widest * (i + 1)) / 4000);
      const best = Math.min(...scales.map((scale) => errorAt(scale, latent, levels)));
      expect(errorOf(latent, uniformGrid(levels).fit(tf.tensor(latent)))).toBeLessThanOrEqual(1.01 * best);
    }
  });

  test("refines by one alternation: codes at the present scale, then the least-squares scale", () => {
    // At scale 1 the levels are -1.5 -0.5 0.5 1.5; q = (-1.5, 0.5, 1.5); <u, q> = 3 + 0.2 + 1.8 = 5; <q, q> = 4.75.
    const previous = tf.tensor2d([[-1.5, -0.5, 0.5, 1.5]]);
    const scale = 5 / 4.75;
    const refined = take(uniformGrid(4).fit(tf.tensor([-2, 0.4, 1.2]), previous));
    expectClose(refined, [-1.5 * scale, -0.5 * scale, 0.5 * scale, 1.5 * scale]);
  });

  test("never gets worse by refining, and comes to rest", () => {
    const latent = tf.tensor(bell(500, 3));
    let codebook = uniformGrid(8).fit(latent, tf.tensor2d([[-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5]]));
    let last = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 50; i++) {
      const error = errorOf(bell(500, 3), codebook);
      expect(error).toBeLessThanOrEqual(last * (1 + 1e-6));
      last = error;
      codebook = uniformGrid(8).fit(latent, codebook);
    }
    expectClose(take(uniformGrid(8).fit(latent, codebook)), take(codebook), 1e-6);
  });

  test.each([2, 3, 4])("fits each channel as if it were alone, at %i levels", (levels) => {
    const latent = tf.tensor(bell(60, 4), [5, 4, 3]);
    const rows = uniformGrid(levels, "channel").fit(latent);
    expect(rows.shape).toEqual([3, levels]);
    const refined = uniformGrid(levels, "channel").fit(latent, rows);
    for (let channel = 0; channel < 3; channel++) {
      const alone = tf.slice(latent, [0, 0, channel], [5, 4, 1]);
      const row = (rows: tf.Tensor2D) => tf.slice(rows, [channel, 0], [1, levels]);
      expectClose(take(row(rows)), take(uniformGrid(levels).fit(alone)));
      expectClose(take(row(refined)), take(uniformGrid(levels).fit(alone, row(rows))));
    }
  });

  test.each([2, 3, 4, 16])("stands weights that are all zero, and recovers from them, at %i levels", (levels) => {
    const collapsed = uniformGrid(levels).fit(tf.zeros([6]));
    expect(Array.from(collapsed.dataSync()).map(Math.abs)).toEqual(new Array(levels).fill(0));
    const again = uniformGrid(levels).fit(tf.zeros([6]), collapsed);
    const recovered = take(uniformGrid(levels).fit(tf.tensor([1, -1, 2, -2]), again));
    expect(Math.max(...recovered)).toBeGreaterThan(0.5);
  });
});

describe("the exact ternary grid", () => {
  /** min over s, q of |u - s q|^2 by enumeration of q in {-1, 0, 1}^n; s = <u, q> / <q, q>. */
  function enumerated(latent: readonly number[]): number {
    const norm = latent.reduce((sum, u) => sum + u * u, 0);
    let best = norm;
    for (let k = 1; k < 3 ** latent.length; k++) {
      const q = latent.map((_, i) => (Math.floor(k / 3 ** i) % 3) - 1);
      const dot = q.reduce((sum, x, i) => sum + x * (latent[i] as number), 0);
      const count = q.reduce((sum, x) => sum + x * x, 0);
      if (count > 0) best = Math.min(best, norm - (dot * dot) / count);
    }
    return best;
  }

  test.each([1, 2, 3, 5, 8])("agrees with enumeration of all quantizations of %i weights", (length) => {
    for (let seed = 1; seed <= 5; seed++) {
      const latent = bell(length, 10 * length + seed);
      expectClose([errorOf(latent, uniformGrid(3).fit(tf.tensor(latent)))], [enumerated(latent)], 1e-6);
    }
  });

  test("has its threshold at half its scale", () => {
    // |u| descending 3, 2, 1: sums 3, 5, 6; squares / k: 9, 12.5, 12; so two are kept, s = 2.5, threshold 1.25.
    expectClose(take(ternaryThreshold(tf.tensor([1, -3, 2]), "tensor")), [1.25]);
    expectClose(take(uniformGrid(3).fit(tf.tensor([1, -3, 2]))), [-2.5, 0, 2.5]);
    // Channels (1, -3, 2) and (1, 1, 1); the second keeps all: 3^2 / 3 = 3 beats 4 / 2 and 1; s = 1.
    const latent = tf.tensor([
      [1, 1],
      [-3, 1],
      [2, 1],
    ]);
    expectClose(take(ternaryThreshold(latent, "channel")), [1.25, 0.5]);
  });
});
