import * as tf from "@tensorflow/tfjs-core";
import { type Grid, levelsOf, type Quantized, signGrid, uniformGrid } from "qat-core";
import { bell, expectClose, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { type FrozenTensors, freeze as freezeAll, type Reach } from "../src/frozen-tensors.ts";

await openEngine({ kind: "wasm" });

/** One tensor alone. */
function freeze(start: tf.Tensor, grid: Grid, within?: Reach) {
  const tensors: FrozenTensors = freezeAll([start], grid, within);
  const [scale] = tensors.scales;
  if (!scale) throw new Error("a tensor has a scale");
  return {
    ...tensors,
    scale,
    levels: (u: tf.Tensor) => tensors.levels([u])[0] as tf.Tensor,
    pull: (u: tf.Tensor, g: tf.Tensor) => tensors.pull([u], [g])[0] as tf.Tensor,
    countTransitions: (u: tf.Tensor) => tensors.countTransitions([u]),
    quantize: (u: tf.Tensor) => tensors.quantize([u])[0] as Quantized,
    outOfReach: (u: tf.Tensor) => tensors.outOfReach([u]),
  };
}
type FrozenTensor = ReturnType<typeof freeze>;

const scaled = (tensor: FrozenTensor, scale: number): FrozenTensor => {
  tensor.scale.value.assign(tf.scalar(scale));
  return tensor;
};
const count = (tensor: FrozenTensor, u: readonly number[]) => take(tensor.countTransitions(tf.tensor([...u])))[0];

test("rounds, scales and masks three weights on the levels -1 and +1", () => {
  // std = sqrt((4 + 0.25 + 0.25) / 3 - (1 / 3)^2) = 1.178511; reach = 3 std = 3.535534
  const tensor = scaled(freeze(tf.tensor([2, -0.5, -0.5]), signGrid()), 0.5);
  const u = tf.tensor([3.5, -0.1, -3.6]);
  expect(tensor.state["highest/0"]?.dataSync()[0]).toBeCloseTo(3.535534, 5);
  expect(take(tensor.levels(u))).toEqual([1, -1, -1]);
  // rho g inside of 3.5355, 0 outside
  expect(take(tensor.pull(u, tf.tensor([1, 2, 4])))).toEqual([0.5, 1, 0]);
  expect(take(tensor.outOfReach(u))[0]).toBeCloseTo(1 / 3, 6);
});

describe("transitions", () => {
  test("are counted on codes between one step and the next", () => {
    const tensor = freeze(tf.tensor([1, 1, -1, -1]), signGrid());
    expect(count(tensor, [1, -1, -1, 1])).toBe(2);
    expect(count(tensor, [1, -1, -1, 1])).toBe(0);
    expect(count(tensor, [1, -0.1, -1, -1])).toBe(1);
  });

  test("are not lost by a second forward and backward in a step, as those of the released code", () => {
    const tensor = freeze(tf.tensor([1, 1, -1, -1]), signGrid());
    const moved = tf.tensor([1, -1, -1, -1]);
    for (let pass = 0; pass < 2; pass++) {
      tensor.levels(moved);
      tensor.pull(moved, tf.tensor([1, 1, 1, 1]));
    }
    expect(take(tensor.countTransitions(moved))).toEqual([1]);
  });

  test("are not made by the learned scale", () => {
    const values = bell(200, 1);
    const tensor = freeze(tf.tensor(values), uniformGrid(16));
    for (const scale of [0.3, 1.7, 5]) expect(count(scaled(tensor, scale), values)).toBe(0);
  });

  test("a weight between two levels takes the upper one", () => {
    const tensor = freeze(tf.tensor([-1, 1]), signGrid());
    expect(count(tensor, [0, 1])).toBe(1);
  });
});

describe("what says whether there is any gradient", () => {
  const tensor = freeze(tf.tensor([1, -1]), signGrid());
  const activeAfter = (u: number[], g: number[]) => {
    tensor.pull(tf.tensor(u), tf.tensor(g)).dispose();
    return tensor.active.dataSync()[0];
  };

  test("is 1 with one, 0 without", () => {
    expect(activeAfter([1, -1], [0, 1e-6])).toBe(1);
    expect(activeAfter([1, -1], [0, 0])).toBe(0);
  });

  test("is 0 where gradients are out of reach", () => {
    expect(activeAfter([9, -9], [1, 1])).toBe(0);
  });
});

describe.each([2, 3, 4, 8, 16])("with %i levels", (levels) => {
  test.each([1, 2, 3])(
    "the gradient is the slope of rho (u + e) with the rounding error e held, random tensor %i",
    (seed) => {
      const [values, g] = [bell(120, seed), bell(120, seed + 9)];
      const tensor = scaled(freeze(tf.tensor(values), uniformGrid(levels)), 0.8);
      const u = values.map((x) => 4 * x);
      const reach = tensor.state["highest/0"]?.dataSync()[0] as number;
      const q = take(tensor.levels(tf.tensor(u)));
      const clip = (x: number) => Math.max(-reach, Math.min(reach, x));
      const straight = (x: number, i: number) => 0.8 * (clip(x) + (q[i] as number) - clip(u[i] as number));
      const h = 1e-5;
      const slopes = u.map((x, i) => (straight(x + h, i) - straight(x - h, i)) / (2 * h));
      const pulled = take(tensor.pull(tf.tensor(u), tf.tensor(g)));
      expectClose(
        pulled,
        slopes.map((slope, i) => slope * (g[i] as number)),
        1e-5,
      );
      expect(pulled.filter((x) => x === 0).length).toBeGreaterThan(0);
    },
  );

  test.each(["tensor", "channel"] as const)(
    "what is exported, its scale divided out, quantizes to itself, by %s",
    (granularity) => {
      const u = tf.tensor(bell(120, 4), [40, 3]);
      const tensor = scaled(freeze(u, uniformGrid(levels, granularity)), 1.9);
      const once = tensor.quantize(u);
      if (once.kind !== "codes") throw new Error("expected codes");
      const twice = tensor.quantize(tf.div(levelsOf(once.codes, once.codebook), 1.9));
      if (twice.kind !== "codes") throw new Error("expected codes");
      expect(take(twice.codes)).toEqual(take(tf.clone(once.codes)));
      expect(once.codebook.shape).toEqual([granularity === "channel" ? 3 : 1, levels]);
      expectClose(take(levelsOf(once.codes, once.codebook)), take(tf.mul(tensor.levels(u), 1.9)));
    },
  );
});

describe("reach", () => {
  const u = tf.tensor([2, -0.5, -0.5]);
  const ends = (tensor: FrozenTensor) =>
    [tensor.state["lowest/0"], tensor.state["highest/0"]].map((x) => x?.dataSync()[0]);

  test("of the levels is what eq. 13 does not clip, and is not symmetric where they are not", () => {
    const of = { ...signGrid(), levels: 4, fit: () => tf.tensor2d([[-2, -1, 0, 1]]) };
    const tensor = freeze(u, of, "levels");
    expect(ends(tensor)).toEqual([-2, 1]);
    expect(take(tensor.pull(tf.tensor([-2.1, -1.9, 0.9, 1.1]), tf.ones([4])))).toEqual([0, 1, 1, 0]);
    expect(take(tensor.outOfReach(tf.tensor([-2.1, -1.9, 0.9, 1.1])))).toEqual([0.5]);
  });

  test("of three deviations is the same on both sides", () => {
    const [lowest = 0, highest = 0] = ends(freeze(u, signGrid(), "deviations"));
    expect(lowest).toBe(-highest);
  });
});

test("levels are those of the latents that are given, whichever were counted last", () => {
  const tensor = freeze(tf.tensor([1, -1]), signGrid());
  const [counted, moved] = [tf.variable(tf.tensor([-2, 3])), tf.tensor([4, -5])];
  expect(count(tensor, [9, 9])).toBe(1);
  tensor.countTransitions(counted).dispose();
  expect(take(tensor.levels(counted))).toEqual([-1, 1]);
  expect(take(tensor.levels(moved))).toEqual([1, -1]);
  counted.assign(moved);
  expect(take(tensor.levels(counted))).toEqual([1, -1]);
  // Another tensor's state, as from a checkpoint, has levels of its own.
  tensor.state["levels/0"]?.assign(tf.tensor([1, 1]));
  expect(take(tensor.levels(tf.tensor([2, -2])))).toEqual([1, -1]);
});

test("several tensors keep apart what they count, and where their gradients are", () => {
  const tensors = freezeAll([tf.tensor([1, 1, -1]), tf.tensor([2, -2])], signGrid());
  expect(take(tensors.countTransitions([tf.tensor([-1, 1, 1]), tf.tensor([2, -2])]))).toEqual([2, 0]);
  const zero = tf.zeros([3]);
  tf.dispose(tensors.pull([zero, tf.tensor([2, -2])], [zero, tf.tensor([0, 3])]));
  expect(Array.from(tensors.active.dataSync())).toEqual([0, 1]);
});

test("reach is at least the outermost level, and by channel where the grid is", () => {
  // One outlier makes the outermost of 16 levels exceed 3 std(w) in the first channel only.
  const u = tf.tensor([...Array.from({ length: 40 }, () => [0.001, 1]).flat(), 1, -1], [41, 2]);
  const tensor = freeze(u, uniformGrid(16, "channel"));
  const [first, second] = tensor.state["highest/0"]?.dataSync() ?? [];
  const codebook = tensor.state["codebook/0"]?.arraySync() as number[][];
  const deviation = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  };
  const columns = [0, 1].map((channel) => take(tf.clone(u)).filter((_, i) => i % 2 === channel));
  columns.forEach((column, i) => {
    const expected = Math.max(3 * deviation(column), codebook[i]?.at(-1) as number);
    expect([first, second][i]).toBeCloseTo(expected, 5);
  });
  expect(first).toBeCloseTo(codebook[0]?.at(-1) as number, 6);
});
