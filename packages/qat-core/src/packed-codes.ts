/**
 * Codes 0 .. levels - 1, packed: groups of `digits` codes are numbers in base `levels`, each in `bytes` bytes,
 * little-endian. Codes of 2^b levels take b bits each; of three, 8/5 bits, against log2 3 = 1.585.
 */
export interface PackedCodes {
  readonly levels: number;
  /** Codes that are packed. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** @throws {RangeError} for a code outside 0 .. levels - 1, or levels outside 2 .. 256 */
export function packCodes(codes: ArrayLike<number>, levels: number): PackedCodes {
  const group = groupOf(levels);
  const bytes = new Uint8Array(Math.ceil(codes.length / group.digits) * group.bytes);
  for (let start = 0, offset = 0; start < codes.length; start += group.digits, offset += group.bytes) {
    const word = bytes.subarray(offset, offset + group.bytes);
    for (let i = Math.min(start + group.digits, codes.length) - 1; i >= start; i--) {
      const code = codes[i] ?? 0;
      if (!Number.isInteger(code) || code < 0 || code >= levels) {
        throw new RangeError(`code ${code} at index ${i} is outside 0 .. ${levels - 1}`);
      }
      multiplyAndAdd(word, levels, code);
    }
  }
  return { levels, length: codes.length, bytes };
}

/** @throws {RangeError} for levels outside 2 .. 256 */
export function unpackCodes({ levels, length, bytes }: PackedCodes): Int32Array {
  const group = groupOf(levels);
  const codes = new Int32Array(length);
  for (let start = 0, offset = 0; start < length; start += group.digits, offset += group.bytes) {
    const word = bytes.slice(offset, offset + group.bytes);
    for (let i = start; i < Math.min(start + group.digits, length); i++) codes[i] = divide(word, levels);
  }
  return codes;
}

/** word <- word * factor + addend, on a little-endian number; factor and addend at most 256. */
function multiplyAndAdd(word: Uint8Array, factor: number, addend: number): void {
  let carry = addend;
  for (let i = 0; i < word.length; i++) {
    const value = (word[i] ?? 0) * factor + carry;
    word[i] = value & 0xff;
    carry = value >>> 8;
  }
}

/** word <- floor(word / divisor), on a little-endian number; returns the remainder. */
function divide(word: Uint8Array, divisor: number): number {
  let remainder = 0;
  for (let i = word.length - 1; i >= 0; i--) {
    const value = remainder * 256 + (word[i] ?? 0);
    word[i] = Math.floor(value / divisor);
    remainder = value % divisor;
  }
  return remainder;
}

/** The group of at most 8 bytes that wastes least, the shortest of equals. */
function groupOf(levels: number): { digits: number; bytes: number } {
  if (!Number.isInteger(levels) || levels < 2 || levels > 256) {
    throw new RangeError(`codes of ${levels} levels cannot be packed; 2 to 256 levels can`);
  }
  let best = { digits: 1, bytes: 1 };
  for (let bytes = 1; bytes <= 8; bytes++) {
    const digits = Math.floor((8 * bytes) / Math.log2(levels));
    if (digits / bytes > best.digits / best.bytes) best = { digits, bytes };
  }
  return best;
}
