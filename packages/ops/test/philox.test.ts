import { describe, expect, test } from "vitest";
import { philox, philoxUniform } from "../src/philox.ts";

describe("philox", () => {
  // The known answers that the authors publish with their library Random123 (kat_vectors, philox4x32, 10 rounds).
  test.each([
    [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("block %j under key %j", (counter, [key0 = 0, key1 = 0], answer) => {
    const state = Uint32Array.from(counter);
    philox(state, key0, key1);
    expect(Array.from(state, (word) => word.toString(16).padStart(8, "0")).join(" ")).toBe(answer);
  });
});

describe("philoxUniform", () => {
  test("is a function of the seed: equal for equal seeds, a prefix when asked for fewer, other for other seeds", () => {
    const numbers = philoxUniform(1001, [7, -3]);
    expect(philoxUniform(1001, [7, -3])).toEqual(numbers);
    expect(philoxUniform(6, [7, -3])).toEqual(numbers.slice(0, 6));
    for (const other of [
      [7, 3],
      [-3, 7],
      [8, -3],
    ] as const) {
      const differing = philoxUniform(1001, other).filter((value, i) => value !== numbers[i]).length;
      expect(differing).toBeGreaterThan(990);
    }
  });

  test("has the range, mean, variance and independence of neighbours of a uniform in [-1, 1)", () => {
    const n = 200_000;
    const numbers = philoxUniform(n, [20, 21]);
    let [sum, squares, neighbours, low, high] = [0, 0, 0, 1, -1];
    for (const [i, x] of numbers.entries()) {
      sum += x;
      squares += x * x;
      neighbours += x * (numbers[(i + 1) % n] ?? 0);
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    // Four standard errors: the mean's is sqrt(1/3 / n), the second moment's sqrt(4/45 / n), the product's 1/3 / sqrt(n).
    expect(Math.abs(sum / n)).toBeLessThan(4 * Math.sqrt(1 / 3 / n));
    expect(Math.abs(squares / n - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / n));
    expect(Math.abs(neighbours / n)).toBeLessThan(4 / 3 / Math.sqrt(n));
    expect(low).toBeGreaterThanOrEqual(-1);
    expect(high).toBeLessThan(1);
    expect(high - low).toBeGreaterThan(1.999);
  });

  test("fills nothing for a count of 0", () => {
    expect(philoxUniform(0, [1, 2])).toHaveLength(0);
  });
});
