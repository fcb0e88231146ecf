import type { Tensor } from "@tensorflow/tfjs-core";

/** Values of tensors by name, read out of the engine. */
export type Snapshot = Readonly<Record<string, ArrayLike<number>>>;

export async function snapshotOf(tensors: Readonly<Record<string, Tensor>>): Promise<Snapshot> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => [name, (await tensor.data()).slice()] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** The tensors of a list under `prefix/index`. */
export function numbered(prefix: string, tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, i) => [`${prefix}/${i}`, tensor]));
}

/**
 * @throws {Error} with the first value that differs, bit for bit, or is not finite: NaN agrees with every other NaN
 * @param claim what should have been the same, for the message
 */
export function expectSame(received: Snapshot, expected: Snapshot, claim: string): void {
  const names = Object.keys(expected);
  if (Object.keys(received).join() !== names.join()) {
    throw new Error(`${claim}: received [${Object.keys(received)}], expected [${names}]`);
  }
  for (const name of names) {
    const [a, b] = [received[name] as ArrayLike<number>, expected[name] as ArrayLike<number>];
    if (a.length !== b.length) throw new Error(`${claim}: ${name} has ${a.length} values, expected ${b.length}`);
    for (let i = 0; i < b.length; i++) {
      if (!Number.isFinite(b[i])) throw new Error(`${claim}: ${name}[${i}] should be finite, and is ${b[i]}`);
      if (!Object.is(a[i], b[i])) throw new Error(`${claim}: ${name}[${i}] is ${a[i]}, expected ${b[i]}`);
    }
  }
}
