import { InputError } from "qat-core";
import { describe, expect, it } from "vitest";
import { parseIdx } from "../src/data/idx.ts";

/** Two images of 1 x 3 pixels. */
const file = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255);

const parse = (bytes: Uint8Array, shape = [2, 1, 3]) => parseIdx(bytes, shape, "made.idx");

function changed(at: number, value: number): Uint8Array {
  const copy = file.slice();
  copy[at] = value;
  return copy;
}

describe("parseIdx", () => {
  it("returns the values behind the header", () => {
    expect([...parse(file)]).toEqual([10, 20, 30, 40, 50, 255]);
  });

  it("reads a view that starts inside a larger buffer", () => {
    const larger = new Uint8Array(file.length + 5);
    larger.set(file, 5);
    expect([...parse(larger.subarray(5))]).toEqual([10, 20, 30, 40, 50, 255]);
  });

  it.each([
    ["an empty file", new Uint8Array(), /made\.idx ends inside its header: 0 bytes\n.*at least 16 bytes/],
    ["a header cut short", file.slice(0, 15), /ends inside its header: 15 bytes/],
    ["a value too few", file.slice(0, -1), /holds 5 values\n.*6, as its header says/],
    ["a value too many", Uint8Array.of(...file, 0), /holds 7 values/],
    ["another type", changed(2, 13), /magic number 0x00000d03\n.*0x00000803/],
    ["another number of axes", changed(3, 1), /magic number 0x00000801/],
    ["another count", changed(7, 3), /says that it holds 3 x 1 x 3\n.*2 x 1 x 3/],
    ["another height", changed(11, 2), /says that it holds 2 x 2 x 3/],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parse(bytes)).toThrow(InputError);
    expect(() => parse(bytes)).toThrow(message);
  });
});
