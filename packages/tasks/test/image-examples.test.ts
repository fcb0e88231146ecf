import { InputError } from "qat-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { imageExamples, type LabelledImages } from "../src/data/image-examples.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

/** Three images of 1 x 2 pixels. */
const images: LabelledImages = {
  pixels: Uint8Array.of(0, 255, 51, 102, 153, 204),
  labels: Uint8Array.of(2, 0, 1),
  shape: [1, 2, 1],
  classes: 3,
};
const plain = { mean: 0, deviation: 1 };

describe("imageExamples", () => {
  it("gives the examples asked for, in that order, among its members", async () => {
    const examples = imageExamples(images, Uint32Array.of(2, 0), plain);
    expect(examples.count).toBe(2);
    const { input, target } = examples.batch([1, 0, 1]);
    expect(input.shape).toEqual([3, 1, 2, 1]);
    expect([...(await input.data())]).toEqual([0, 1, 0.6, 0.8, 0, 1].map(Math.fround));
    expect(target.dtype).toBe("int32");
    expect([...(await target.data())]).toEqual([2, 1, 2]);
  });

  it("takes the mean and divides by the deviation", async () => {
    const { input } = imageExamples(images, Uint32Array.of(1), { mean: 0.2, deviation: 0.5 }).batch([0]);
    // Pixels 0.2 and 0.4: (0.2 - 0.2) / 0.5 and (0.4 - 0.2) / 0.5.
    const [first, second] = await input.data();
    expect(first).toBeCloseTo(0, 7);
    expect(second).toBeCloseTo(0.4, 7);
  });

  it("refuses an example that it does not have", () => {
    expect(() => imageExamples(images, Uint32Array.of(2, 0), plain).batch([2])).toThrow(/no example 2: ask for 0 to 1/);
  });

  it("refuses labels that are no class, or not one an image", () => {
    const members = Uint32Array.of(0);
    const strange = { ...images, labels: Uint8Array.of(2, 0, 3) };
    expect(() => imageExamples(strange, members, plain)).toThrow(InputError);
    expect(() => imageExamples(strange, members, plain)).toThrow(/a label is 3\n.*0 to 2/);
    const few = { ...images, labels: Uint8Array.of(2, 0) };
    expect(() => imageExamples(few, members, plain)).toThrow(/2 labels for 3 images/);
  });
});
