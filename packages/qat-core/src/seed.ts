import { createHash } from "node:crypto";

/**
 * A seed from names: the first 32 bits of SHA-256 over the names, as an unsigned integer. The method is never among
 * the names of initial weights, data order or augmentation, so that all methods of a repetition see the same.
 */
export function seedFrom(...names: readonly (string | number)[]): number {
  return createHash("sha256").update(JSON.stringify(names)).digest().readUInt32BE(0);
}
