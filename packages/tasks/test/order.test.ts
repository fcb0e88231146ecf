import { describe, expect, it } from "vitest";
import { batches, epochOrder, inOrder, split, stepsOf, streamed } from "../src/data/order.ts";

const sorted = (indices: Iterable<number>) => [...indices].sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("epochOrder", () => {
  it("is a permutation, the same for a seed and another for another", () => {
    const order = epochOrder(1000, 7);
    expect(sorted(order)).toEqual(upTo(1000));
    expect(epochOrder(1000, 7)).toEqual(order);
    expect(epochOrder(1000, 8)).not.toEqual(order);
    expect(epochOrder(1000, 2 ** 32 - 1)).not.toEqual(order);
  });

  it("gives every order of three the same chance", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = epochOrder(3, seed).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // 1000 each; four standard deviations are 115.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(115);
  });

  it.each([0, 1])("has nothing to shuffle among %i", (count) => {
    expect([...epochOrder(count, 1)]).toEqual(upTo(count));
  });
});

describe("streamed", () => {
  it("gives one example of each stream, in order, and starts over each epoch", () => {
    const { stepsPerEpoch, at } = streamed(12, 4);
    expect(stepsPerEpoch).toBe(3);
    expect(upTo(4).map((step) => [...at(step)])).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
      [0, 1, 2, 3],
    ]);
  });

  it("refuses fewer examples than streams", () => {
    expect(() => streamed(3, 4)).toThrow("3 examples are no batch of 4 streams");
  });
});

describe("batches", () => {
  it("sees every example at most once an epoch, in full batches", () => {
    const { stepsPerEpoch, at } = batches(103, 10, 5);
    expect(stepsPerEpoch).toBe(10);
    const seen = upTo(10).flatMap((step) => [...at(step)]);
    expect(new Set(seen).size).toBe(100);
    expect(Math.max(...seen)).toBeLessThan(103);
  });

  it("draws another order each epoch", () => {
    const { at } = batches(100, 100, 5);
    expect(sorted(at(1))).toEqual(sorted(at(0)));
    expect(at(1)).not.toEqual(at(0));
  });

  it("gives the same batch for a step whatever was asked before", () => {
    const straight = batches(103, 10, 5);
    const expected = upTo(25).map((step) => straight.at(step));
    for (const step of [17, 3, 24, 0, 9, 10, 17]) expect(straight.at(step)).toEqual(expected[step]);
    const restarted = batches(103, 10, 5);
    expect(upTo(8).map((i) => restarted.at(17 + i))).toEqual(expected.slice(17));
  });

  it("hands out indices of the caller's own", () => {
    const { at } = batches(20, 10, 5);
    const expected = [...at(0)];
    at(0).fill(0);
    expect([...at(0)]).toEqual(expected);
  });

  it.each([
    [5, 6],
    [0, 1],
    [5, 0],
    [5, Number.NaN],
  ])("refuses to draw from %i examples batches of %i", (count, batchSize) => {
    expect(() => batches(count, batchSize, 1)).toThrow(RangeError);
  });
});

describe("inOrder", () => {
  it("keeps the last, smaller batch, so that scoring counts every example", () => {
    expect([...inOrder(7, 3)].map((batch) => [...batch])).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect([...inOrder(0, 3)]).toEqual([]);
  });
});

describe("stepsOf", () => {
  it("is a share of the epochs, in full steps, at least one", () => {
    expect(stepsOf({ epochs: 3 }, 100)).toBe(300);
    expect(stepsOf({ epochs: 3 }, 100, 0.05)).toBe(15);
    expect(stepsOf({ epochs: 1.5 }, 429)).toBe(644);
    expect(stepsOf({ epochs: 1 }, 10, 0.001)).toBe(1);
  });
});

describe("split", () => {
  it("is disjoint, complete, of the size asked for, and follows the seed", () => {
    const { held, rest } = split(1000, 150, 3);
    expect(held.length).toBe(150);
    expect(sorted([...held, ...rest])).toEqual(upTo(1000));
    expect(split(1000, 150, 3)).toEqual({ held, rest });
    expect(split(1000, 150, 4).held).not.toEqual(held);
  });
});
