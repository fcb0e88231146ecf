import type { Tensor } from "@tensorflow/tfjs-core";

/** Values of tensors by name, read out of the engine. */
export type Snapshot = Readonly<Record<string, ArrayLike<number>>>;

export async function snapshotOf(tensors: Readonly<Record<string, Tensor>>): Promise<Snapshot> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => [name, (await tensor.data()).slice()] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** The tensors of a list under `prefix/index`. */
export function numbered<T>(prefix: string, list: readonly T[]): Record<string, T> {
  return Object.fromEntries(list.map((item, i) => [`${prefix}/${i}`, item]));
}

/** The values of tensors, which live on: read at once, for hooks that cannot wait. */
export function read(tensors: readonly Tensor[]): number[][] {
  return tensors.map((tensor) => Array.from(tensor.dataSync()));
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

/** @throws {Error} with the first value that is not finite */
export function expectFinite(received: Snapshot, when: string): void {
  for (const [name, values] of Object.entries(received)) {
    const bad = Array.from(values).findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) throw new Error(`${name}[${bad}] is ${values[bad]} ${when}; expected a finite number`);
  }
}

/** @throws {Error} where tensors differ in number, shape or type from those that they answer to */
export function expectForms(what: string, received: readonly Tensor[], expected: readonly Tensor[]): void {
  const forms = (tensors: readonly Tensor[]) =>
    tensors.map(({ shape, dtype }) => `${dtype} [${shape}]`).join(", ") || "none";
  if (forms(received) !== forms(expected)) {
    throw new Error(`${what} are ${forms(received)}; expected ${forms(expected)}`);
  }
}
