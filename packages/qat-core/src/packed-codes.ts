/**
 * Codes 0 .. levels - 1, packed: groups of `digits` codes are numbers in base `levels`, each in `bytes` bytes,
 * little-endian. Two levels take 1 bit a code, 2^b take b bits; three take 8/5 bits, against log2 3 = 1.585.
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
    let word = 0;
    for (let i = Math.min(start + group.digits, codes.length) - 1; i >= start; i--) {
      const code = codes[i] ?? 0;
      if (!Number.isInteger(code) || code < 0 || code >= levels) {
        throw new RangeError(`code ${code} at index ${i} is outside 0 .. ${levels - 1}`);
      }
      word = word * levels + code;
    }
    for (let i = 0; i < group.bytes; i++) {
      bytes[offset + i] = word % 256;
      word = Math.floor(word / 256);
    }
  }
  return { levels, length: codes.length, bytes };
}

export function unpackCodes({ levels, length, bytes }: PackedCodes): Int32Array {
  const group = groupOf(levels);
  const codes = new Int32Array(length);
  for (let start = 0, offset = 0; start < length; start += group.digits, offset += group.bytes) {
    let word = 0;
    for (let i = group.bytes - 1; i >= 0; i--) word = word * 256 + (bytes[offset + i] ?? 0);
    for (let i = start; i < Math.min(start + group.digits, length); i++) {
      codes[i] = word % levels;
      word = Math.floor(word / levels);
    }
  }
  return codes;
}

/** The group of at most 6 bytes (numbers stay exact below 2^53) that wastes least, the shortest of equals. */
function groupOf(levels: number): { digits: number; bytes: number } {
  if (!Number.isInteger(levels) || levels < 2 || levels > 256) {
    throw new RangeError(`codes of ${levels} levels cannot be packed; 2 to 256 levels can`);
  }
  let best = { digits: 1, bytes: 1 };
  for (let bytes = 1; bytes <= 6; bytes++) {
    const digits = Math.floor((8 * bytes) / Math.log2(levels));
    if (digits / bytes > best.digits / best.bytes) best = { digits, bytes };
  }
  return best;
}
