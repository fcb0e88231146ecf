import { bitsOf, InputError, parsePrecision, seedFrom } from "qat-core";
import { describe, expect, test } from "vitest";

describe("seeds", () => {
  test("are the first 32 bits of SHA-256 over the names as JSON", () => {
    expect(seedFrom("initial weights", "lenet5-mnist", 0)).toBe(1224011146);
    expect(seedFrom()).toBe(1330892193);
  });
  test("do not run names together", () => {
    expect(seedFrom("ab")).toBe(4190793015);
    expect(seedFrom("a", "b")).toBe(74706733);
    expect(seedFrom("1")).not.toBe(seedFrom(1));
  });
});

describe("precisions", () => {
  test.each([
    ["w1a32", 2, Number.POSITIVE_INFINITY],
    ["w1.58a32", 3, Number.POSITIVE_INFINITY],
    ["w2a4", 4, 16],
    ["w8a1", 256, 2],
    ["w32a32", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])("%s has %d weight levels and %d activation levels", (name, weightLevels, activationLevels) => {
    expect(parsePrecision(name)).toEqual({ name, weightLevels, activationLevels });
  });

  test.each(["", "w2", "w0a32", "w9a32", "w16a32", "w2a9", "w2a1.58", "w1.5a32", "W2A32", "w2a32 ", "w02a32"])(
    "%j is refused, with what is allowed and what to do",
    (name) => {
      expect(() => parsePrecision(name)).toThrow(InputError);
      expect(() => parsePrecision(name)).toThrow(
        `unknown precision ${JSON.stringify(name)}\n  allowed: w<bits>a<bits>, weights of 1, 1.58 (ternary), 2 to 8 or ` +
          "32 bits, activations of 1 to 8 or 32 bits\n  to do: write for example w2a32",
      );
    },
  );

  test("bitsOf is the information in a weight", () => {
    expect([2, 4, 256].map(bitsOf)).toEqual([1, 2, 8]);
    expect(bitsOf(3)).toBeCloseTo(1.585, 3);
    expect(bitsOf(Number.POSITIVE_INFINITY)).toBe(32);
  });
});

test("an InputError says only what it was given, and keeps its cause", () => {
  const cause = new Error("below");
  expect(new InputError("it failed").message).toBe("it failed");
  expect(new InputError("it failed", { cause }).cause).toBe(cause);
  expect(new InputError("it failed", { remedy: "try again" }).message).toBe("it failed\n  to do: try again");
});
