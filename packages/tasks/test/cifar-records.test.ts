import { InputError } from "qat-core";
import { describe, expect, it } from "vitest";
import { parseCifarRecords } from "../src/data/cifar-records.ts";

const fine = [
  { name: "coarse label", classes: 20 },
  { name: "fine label", classes: 100 },
];

/** A record whose pixels are all `pixel`. */
const record = (labels: readonly number[], pixel: number) => [...labels, ...new Array<number>(3072).fill(pixel)];
const file = (path: string, ...records: readonly number[][]) => ({ path, bytes: Uint8Array.from(records.flat()) });

describe("parseCifarRecords", () => {
  it("joins the records of all files, labels apart from pixels", () => {
    const files = [file("a", record([3], 10), record([9], 20)), file("b", record([0], 30))];
    const { pixels, labels } = parseCifarRecords([{ name: "label", classes: 10 }], files);
    expect([...labels]).toEqual([3, 9, 0]);
    expect(pixels.length).toBe(3 * 3072);
    expect([0, 3071, 3072, 2 * 3072, 3 * 3072 - 1].map((i) => pixels[i])).toEqual([10, 10, 20, 30, 30]);
  });

  it("takes the last label byte, and leaves the planes as they are", () => {
    const planes = Array.from({ length: 3072 }, (_, i) => i % 251);
    const { pixels, labels } = parseCifarRecords(fine, [file("a", [4, 57, ...planes])]);
    expect([...labels]).toEqual([57]);
    expect([...pixels]).toEqual(planes);
  });

  it("refuses a file that ends inside a record", () => {
    const whole = file("batch.bin", record([1, 2], 0));
    for (const bytes of [whole.bytes.subarray(1), Uint8Array.from([...whole.bytes, 1])]) {
      const parse = () => parseCifarRecords(fine, [{ ...whole, bytes }]);
      expect(parse).toThrow(InputError);
      expect(parse).toThrow(
        /batch\.bin holds 307[35] bytes\n {2}allowed: records of 3074 bytes, all whole\n {2}to do:/,
      );
    }
  });

  it.each([
    [[20, 99], "coarse label 20", "0 to 19"],
    [[19, 100], "fine label 100", "0 to 99"],
  ])("refuses the labels %j", (labels, found, allowed) => {
    const files = [file("a", record([0, 0], 0)), file("b.bin", record([19, 99], 0), record(labels, 0))];
    expect(() => parseCifarRecords(fine, files)).toThrow(
      new RegExp(`b\\.bin has the ${found} in its record 1\n {2}allowed: ${allowed}`),
    );
  });
});
