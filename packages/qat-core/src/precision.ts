import { InputError } from "./input-error.ts";

/**
 * `w2a32`: 2-bit weights, float activations. The number before `a` names a count of levels: 2^bits, and 3 for the
 * ternary 1.58 (log2 3). 32 means float.
 */
export interface Precision {
  readonly name: string;
  /** Levels of a weight; Infinity for float. */
  readonly weightLevels: number;
  /** Levels of an activation; Infinity for float. */
  readonly activationLevels: number;
}

const pattern = /^w(1\.58|[1-9]\d?)a([1-9]\d?)$/;

/**
 * Reads a precision's name.
 * @throws {InputError} when the name is not `w<bits>a<bits>` with bits 1 to 8, 1.58 (weights only) or 32.
 */
export function parsePrecision(name: string): Precision {
  const [, weight, activation] = pattern.exec(name) ?? [];
  const weightLevels = weight === "1.58" ? 3 : levels(Number(weight));
  const activationLevels = levels(Number(activation));
  if (weightLevels === undefined || activationLevels === undefined) {
    throw new InputError(`unknown precision ${JSON.stringify(name)}`, {
      allowed: "w<bits>a<bits>, weights of 1, 1.58 (ternary), 2 to 8 or 32 bits, activations of 1 to 8 or 32 bits",
      remedy: "write for example w2a32",
    });
  }
  return { name, weightLevels, activationLevels };
}

/** Information in one weight, in bits: log2 of its level count, 32 for float. */
export function bitsOf(levelCount: number): number {
  return Number.isFinite(levelCount) ? Math.log2(levelCount) : 32;
}

function levels(bits: number): number | undefined {
  if (bits === 32) return Number.POSITIVE_INFINITY;
  return bits >= 1 && bits <= 8 ? 2 ** bits : undefined;
}
