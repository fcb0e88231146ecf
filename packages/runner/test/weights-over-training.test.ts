import * as tf from "@tensorflow/tfjs-core";
import {
  type ExportedNetwork,
  floatGrid,
  type Network,
  packCodes,
  parsePrecision,
  schedule,
  type Training,
  uniformGrid,
  type Variant,
} from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { latentMap } from "../src/cell/latent-map.ts";
import { startSignChanges } from "../src/cell/sign-changes.ts";
import { weightHistogram } from "../src/cell/weight-histogram.ts";

await openEngine({ kind: "wasm" });

describe("a histogram of weights", () => {
  const trainingWith = (latents: number[][], live: number[][]) =>
    ({
      step: 7,
      weights: () => ({ latents: latents.map((u) => tf.tensor(u)), live: live.map((w) => tf.tensor(w)) }),
    }) as unknown as Training;

  test("counts latents and live weights in units of each tensor's root mean square latent", async () => {
    // Root mean squares 2 and 20: in their units both tensors are 1, -1 and their live weights 0.5, -0.5.
    const before = tf.memory().numTensors;
    const { step, lowest, highest, latent, live } = await weightHistogram(
      trainingWith(
        [
          [2, -2],
          [20, -20],
        ],
        [
          [1, -1],
          [10, -10],
        ],
      ),
    );
    expect(tf.memory().numTensors).toBe(before);
    expect([step, lowest, highest, latent.length]).toEqual([7, -3, 3, 60]);
    // Bins are 0.1 wide: 1 begins bin 40, -1 bin 20.
    expect([latent[40], latent[20], live[35], live[25]]).toEqual([2, 2, 2, 2]);
    expect(latent.reduce((a, b) => a + b)).toBe(4);
  });

  test("keeps what lies beyond in its outermost bins, and leaves out tensors of zeros", async () => {
    const far = [100, ...new Array<number>(99).fill(0)];
    const { latent } = await weightHistogram(trainingWith([far, [0, 0]], [far, [0, 0]]));
    // 100 is 10 root mean squares of its tensor.
    expect([latent[59], latent[30]]).toEqual([1, 99]);
  });
});

describe("sign changes", () => {
  const network = {
    parameters: [
      { name: "w", role: "weight", shape: [2, 2], quantized: true, initialise: () => tf.zeros([2, 2]) },
      { name: "b", role: "bias", shape: [2], quantized: false, initialise: () => tf.zeros([2]) },
    ],
  } as unknown as Network;
  const initial = new Map([
    ["w", tf.tensor([1, -1, 2, -2], [2, 2])],
    ["b", tf.tensor([1, 1])],
  ]);

  test("are the share of quantized weights that end with the other sign; a level 0 has none", async () => {
    const changes = await startSignChanges(network, initial);
    const codes = packCodes([0, 0, 1, 2], 3);
    const exported: ExportedNetwork = {
      tensors: [
        { kind: "codes", name: "w", shape: [2, 2], codes, codebook: Float32Array.of(-1, 0, 1) },
        { kind: "float", name: "b", shape: [2], values: Float32Array.of(-1, -1) },
      ],
      activations: {},
    };
    // 1 -> -1 changed, -1 -> -1, 2 -> 0, -2 -> 1 changed
    expect(await changes(exported)).toBe(0.5);
  });

  test("read each channel's own codebook, and floats", async () => {
    const changes = await startSignChanges(network, initial);
    const codes = packCodes([1, 1, 1, 1], 2);
    const perChannel = Float32Array.of(-1, 1, -9, -2);
    const coded = { kind: "codes", name: "w", shape: [2, 2], codes, codebook: perChannel } as const;
    expect(await changes({ tensors: [coded], activations: {} })).toBe(0);
    const float = { kind: "float", name: "w", shape: [2, 2], values: Float32Array.of(1, -1, -2, -2) } as const;
    expect(await changes({ tensors: [float], activations: {} })).toBe(0.25);
  });
});

describe("the map of latent weights", () => {
  /** Sees latents as they are for half of training, then their signs; draws them in by a hundredth of themselves a step. */
  const variant: Pick<Variant, "weights"> = {
    weights: () => ({
      state: {},
      learned: [],
      view: (u, { progress }) => ({ live: progress < 0.5 ? u : u.map((latent) => tf.sign(latent)) }),
      settle: (u) => u.map((latent) => tf.mul(latent, 0.99)),
      quantize: (u) =>
        u.map((latent) => ({
          kind: "codes",
          codes: tf.cast(tf.greaterEqual(latent, 0), "int32"),
          codebook: tf.tensor2d([-2, 2], [1, 2]),
        })),
    }),
  };
  const setting = {
    variant,
    precision: parsePrecision("w1a32"),
    grid: uniformGrid(2),
    rate: schedule.constant(1),
    seed: 1,
  };

  test("shows every quarter of training, and at the end what is exported", async () => {
    const before = tf.memory().numTensors;
    const moments = await latentMap({ ...setting, steps: 100 });
    expect(tf.memory().numTensors).toBe(before);
    expect(moments.map(({ progress }) => progress)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const ends = moments.map(({ points }) => points.at(-1) as [number, number]);
    expect(ends.map(([latent]) => latent)).toEqual([1.5, 1.5, 1.5, 1.5, 1.5]);
    const live = ends.map(([, w]) => w);
    expect(live[0]).toBe(1.5);
    // 25 steps of drawing in: 1.5 * 0.99^25 = 1.1667
    expect(live[1]).toBeCloseTo(1.167, 3);
    expect(live.slice(2)).toEqual([1, 1, 2]);
  });

  test("is what is exported alone where nothing trains, and nothing where weights stay float", async () => {
    expect((await latentMap({ ...setting, steps: 0 })).map(({ progress }) => progress)).toEqual([1]);
    expect(await latentMap({ ...setting, grid: floatGrid(), steps: 10 })).toEqual([]);
  });
});
