/** The order in which examples are seen: pure functions of a seed and a step, so that training restarts anywhere. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { seedFrom } from "qat-core";

/**
 * A random order of `count` examples: Fisher and Yates's shuffle, as Durstenfeld gives it (1964, CACM 7(7), algorithm
 * 235), drawn by xoroshiro128+.
 * @param seed unsigned 32 bits, used as it is: another epoch needs another seed
 */
export function epochOrder(count: number, seed: number): Uint32Array {
  const random = xoroshiro128plus(seed);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

export interface Batches {
  readonly stepsPerEpoch: number;
  /** Examples of the batch of a step, counted from 0 through all epochs. */
  at(step: number): Uint32Array;
}

/**
 * Batches of `batchSize` examples, in an order drawn anew each epoch from the seed and the epoch's index. Every batch is
 * full: what is left over at the end of an epoch, other examples each time, is not seen in it.
 * @throws {RangeError} when there are fewer examples than one batch needs
 */
export function batches(count: number, batchSize: number, seed: number): Batches {
  const stepsPerEpoch = Math.floor(count / batchSize);
  if (!(batchSize >= 1 && stepsPerEpoch >= 1)) {
    throw new RangeError(`batches of ${batchSize} cannot be drawn from ${count} examples: ask for 1 to ${count}`);
  }
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  return {
    stepsPerEpoch,
    at(step) {
      const needed = Math.floor(step / stepsPerEpoch);
      if (needed !== epoch) {
        order = epochOrder(count, seedFrom(seed, "epoch", needed));
        epoch = needed;
      }
      const start = (step % stepsPerEpoch) * batchSize;
      return order.slice(start, start + batchSize);
    },
  };
}

/**
 * Batches of examples that continue each other: each epoch all of them, in their own order.
 * @throws {RangeError} when there are fewer examples than one batch needs
 */
export function streamed(count: number, streams: number): Batches {
  const stepsPerEpoch = Math.floor(count / streams);
  if (stepsPerEpoch < 1) throw new RangeError(`${count} examples are no batch of ${streams} streams`);
  return {
    stepsPerEpoch,
    at(step) {
      const start = (step % stepsPerEpoch) * streams;
      return Uint32Array.from({ length: streams }, (_, i) => start + i);
    },
  };
}

/** All examples in their own order, `batchSize` at a time; the last batch has what is left. For scoring. */
export function* inOrder(count: number, batchSize: number): Generator<Uint32Array> {
  for (let start = 0; start < count; start += batchSize) {
    yield Uint32Array.from({ length: Math.min(batchSize, count - start) }, (_, i) => start + i);
  }
}

/**
 * Steps of a whole run: the epochs, or a share of them, in full steps, at least one.
 * @param budget share of the recipe's epochs, over 0 and at most 1
 */
export function stepsOf(recipe: { readonly epochs: number }, stepsPerEpoch: number, budget = 1): number {
  return Math.max(1, Math.round(recipe.epochs * budget * stepsPerEpoch));
}

/** `held` of `count` examples, drawn by the seed, and the others; both in ascending order. */
export function split(count: number, held: number, seed: number): { held: Uint32Array; rest: Uint32Array } {
  const order = epochOrder(count, seedFrom(seed, "split"));
  return { held: order.slice(0, held).sort(), rest: order.slice(held).sort() };
}
