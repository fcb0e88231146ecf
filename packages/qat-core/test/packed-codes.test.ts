import { packCodes, unpackCodes } from "qat-core";
import { philoxUniform } from "qat-ops";
import { describe, expect, test } from "vitest";

function codesOf(length: number, levels: number): number[] {
  return Array.from(philoxUniform(length, [levels, length]), (x) => Math.floor(((x + 1) / 2) * levels));
}

describe("packed codes", () => {
  test("come back at every level count, at lengths about a group's", () => {
    for (let levels = 2; levels <= 256; levels++) {
      for (const length of [0, 1, 2, 5, 7, 8, 9, 47, 48, 49, 301]) {
        const codes = codesOf(length, levels);
        const packed = packCodes(codes, levels);
        expect({ levels, codes: Array.from(unpackCodes(packed)) }).toEqual({ levels, codes });
      }
    }
  });

  test("come back where every code is the largest", () => {
    for (let levels = 2; levels <= 256; levels++) {
      const codes = new Array(50).fill(levels - 1);
      expect(Array.from(unpackCodes(packCodes(codes, levels)))).toEqual(codes);
    }
  });

  test.each([
    [2, 1],
    [4, 2],
    [8, 3],
    [16, 4],
    [32, 5],
    [64, 6],
    [128, 7],
    [256, 8],
  ])("of %i levels take %i bits each", (levels, bits) => {
    // 840 codes fill whole groups at every width from 1 to 8 bits.
    expect(packCodes(codesOf(840, levels), levels).bytes).toHaveLength((840 * bits) / 8);
  });

  test("of three levels take a byte for five", () => {
    // 3^5 = 243 fit in one byte.
    expect(packCodes(codesOf(100, 3), 3).bytes).toHaveLength(20);
    expect(packCodes(codesOf(101, 3), 3).bytes).toHaveLength(21);
  });

  test("never take more than whole bits would", () => {
    for (let levels = 2; levels <= 256; levels++) {
      const bits = (packCodes(codesOf(10_000, levels), levels).bytes.length * 8) / 10_000;
      expect(bits, `${levels} levels`).toBeLessThanOrEqual(Math.ceil(Math.log2(levels)));
    }
  });

  test("are digits of a little-endian number, the first code the lowest", () => {
    expect(packCodes([1, 0, 0, 0, 0, 0, 0, 1], 2).bytes).toEqual(Uint8Array.of(0b1000_0001));
    expect(packCodes([3, 0, 1, 2], 4).bytes).toEqual(Uint8Array.of(0b10_01_00_11));
    // 2 + 1 * 3 + 0 * 9 + 2 * 27 + 1 * 81 = 140
    expect(packCodes([2, 1, 0, 2, 1], 3).bytes).toEqual(Uint8Array.of(140));
    expect(packCodes([200, 7], 256).bytes).toEqual(Uint8Array.of(200, 7));
  });

  test("refuse a code outside of the levels, naming it", () => {
    expect(() => packCodes([0, 1, 2], 2)).toThrow("code 2 at index 2 is outside 0 .. 1");
    expect(() => packCodes([0, -1], 4)).toThrow("code -1 at index 1 is outside 0 .. 3");
    expect(() => packCodes([0.5], 4)).toThrow(RangeError);
    expect(() => packCodes([Number.NaN], 4)).toThrow(RangeError);
  });

  test.each([0, 1, 257, 2.5, Number.POSITIVE_INFINITY])("refuse %d levels", (levels) => {
    expect(() => packCodes([], levels)).toThrow(`codes of ${levels} levels cannot be packed; 2 to 256 levels can`);
    expect(() => unpackCodes({ levels, length: 0, bytes: new Uint8Array() })).toThrow(RangeError);
  });
});
