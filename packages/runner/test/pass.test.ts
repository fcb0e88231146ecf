import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { openEngine } from "qat-engine";
import type { Examples, Task } from "qat-tasks";
import { describe, expect, test } from "vitest";
import { isBetter } from "../src/cell/plateau.ts";
import { pass } from "../src/judge/pass.ts";

await openEngine({ kind: "wasm" });

/** Sums what each stream has seen: the output of a batch is its running totals. */
const totals: Network = {
  parameters: [],
  activations: [],
  carried: [{ name: "total", shape: [] }],
  forward(x, scope) {
    const total = tf.add(scope.carried("total"), x);
    scope.carry("total", total);
    return total;
  },
};
const task = { network: totals } as unknown as Task;
/** Example i is the number i. */
const numbers = (count: number, streams: number): Examples => ({
  count,
  streams,
  batch: (indices) => ({ input: tf.tensor1d([...Array.from(indices)]), target: tf.scalar(0) }),
});
const sum = (output: tf.Tensor) => tf.sum<tf.Scalar>(output);
const over = (examples: Examples, most = Number.POSITIVE_INFINITY, network: Task = task) =>
  pass(network, new Map(), {}, examples, most, sum);

describe("one pass over examples that continue each other", () => {
  test("carries each stream's state from batch to batch, from zero at the start", async () => {
    const before = tf.memory().numTensors;
    // Streams 0, 2, 4 and 1, 3, 5: totals 0, 2, 6 and 1, 4, 9.
    expect(await over(numbers(6, 2))).toEqual({ total: 22, count: 6 });
    expect(await over(numbers(6, 2))).toEqual({ total: 22, count: 6 });
    expect(tf.memory().numTensors).toBe(before);
  });

  test("takes whole batches of at most so many examples, and one at least", async () => {
    expect(await over(numbers(6, 2), 5)).toEqual({ total: 0 + 1 + 2 + 4, count: 4 });
    expect(await over(numbers(6, 2), 1)).toEqual({ total: 1, count: 2 });
  });
});

test("examples that stand alone are all seen, the last batch as large as what is left", async () => {
  const sizes: number[] = [];
  const alone = { network: { ...totals, carried: [], forward: (x: tf.Tensor) => x } } as unknown as Task;
  const { streams: _, ...examples } = numbers(300, 1);
  const { total, count } = await pass(alone, new Map(), {}, examples, 260, (output, _target, size) => {
    sizes.push(size);
    return sum(output);
  });
  expect([total, count, sizes]).toEqual([(260 * 259) / 2, 260, [125, 125, 10]]);
});

test("noise is refused where a network is judged", async () => {
  const noisy = {
    ...totals,
    forward: (_: tf.Tensor, scope: Parameters<Network["forward"]>[1]) => scope.noise("x", [1]),
  };
  await expect(over(numbers(2, 2), 2, { network: noisy } as unknown as Task)).rejects.toThrow(
    "x asks for noise outside of training",
  );
});

describe("a plateau rule's score", () => {
  const [higher, lower] = [{ direction: "higher" }, { direction: "lower" }] as const;

  test("is better on the metric's side of the best alone", () => {
    expect([isBetter(2, 1, higher), isBetter(1, 1, higher), isBetter(0, 1, higher)]).toEqual([true, false, false]);
    expect([isBetter(2, 1, lower), isBetter(1, 1, lower), isBetter(0, 1, lower)]).toEqual([false, false, true]);
  });

  test("is better than none, unless it is no number", () => {
    expect([isBetter(2, null, lower), isBetter(Number.NaN, null, lower), isBetter(Number.NaN, 2, lower)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
