import { InputError } from "qat-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { drawWindows } from "../src/data/crop-and-flip.ts";
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
const plain = { mean: [0], deviation: [1] };

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
    const { input } = imageExamples(images, Uint32Array.of(1), { mean: [0.2], deviation: [0.5] }).batch([0]);
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

describe("colour", () => {
  /** Two images of 1 x 2 pixels in two channels: the first channel 0, 51, the second 102, 255; and another. */
  const colour: LabelledImages = {
    pixels: Uint8Array.of(0, 51, 102, 255, 1, 2, 3, 4),
    labels: Uint8Array.of(0, 1),
    shape: [1, 2, 2],
    classes: 2,
  };

  it("has its channels last, each normalised by its own mean and deviation", async () => {
    const normalisation = { mean: [0, 0.4], deviation: [1, 0.5] };
    const { input } = imageExamples(colour, Uint32Array.of(0), normalisation).batch([0]);
    expect(input.shape).toEqual([1, 1, 2, 2]);
    const values = [...(await input.data())];
    // (102 / 255 - 0.4) / 0.5 = 0 and (1 - 0.4) / 0.5 = 1.2
    for (const [i, expected] of [0, 0, 0.2, 1.2].entries()) expect(values[i]).toBeCloseTo(expected, 6);
  });

  it("is refused with a normalisation of another number of channels", () => {
    expect(() => imageExamples(colour, Uint32Array.of(0), plain)).toThrow(/1 means and 1 deviations\n.*2 each/);
  });
});

describe("augmentation", () => {
  /** Images of 3 x 2 pixels in two channels that are all different, so that each pixel's way can be followed. */
  const shape = [3, 2, 2] as const;
  const count = 40;
  const numbered: LabelledImages = {
    pixels: Uint8Array.from({ length: count * 12 }, (_, i) => 1 + (i % 12)),
    labels: new Uint8Array(count),
    shape,
    classes: 1,
  };
  const normalisation = { mean: [0.1, 0.2], deviation: [0.5, 0.25] };
  const augmentation = { padding: 2 };
  const members = Uint32Array.from({ length: count }, (_, i) => i);
  const examples = imageExamples(numbered, members, normalisation, augmentation);

  it("cuts each image's window out of the image and black around it, mirrored where it is drawn so", async () => {
    const { input } = examples.batch(members, { seed: 5 });
    const values = await input.data();
    const windows = drawWindows(count, augmentation, 5);
    const expected = windows.flatMap(({ down, right, mirrored }) => {
      // The padded image as rows of pixels, its window, that window read from the right where it is mirrored.
      const pixelAt = (row: number, column: number) => {
        const isInside = row >= 0 && row < 3 && column >= 0 && column < 2;
        return [0, 1].map((channel) => (isInside ? 1 + channel * 6 + row * 2 + column : 0));
      };
      return [0, 1, 2].flatMap((y) => {
        const row = [0, 1].map((x) => pixelAt(y + down, x + right));
        return (mirrored ? row.reverse() : row).flatMap(([a = 0, b = 0]) => [
          (a / 255 - 0.1) / 0.5,
          (b / 255 - 0.2) / 0.25,
        ]);
      });
    });
    expect([...values]).toEqual(expected.map(Math.fround));
    expect(new Set(windows.map(({ mirrored }) => mirrored)).size).toBe(2);
  });

  it("follows the seed, and leaves out images that are asked for without one", async () => {
    const drawn = async (seed?: number) =>
      (await examples.batch(members, seed === undefined ? undefined : { seed }).input.data()).join();
    const asTheyAre = await imageExamples(numbered, members, normalisation).batch(members, { seed: 5 }).input.data();
    expect(await drawn()).toBe(asTheyAre.join());
    expect(await drawn(5)).toBe(await drawn(5));
    expect(await drawn(6)).not.toBe(await drawn(5));
  });
});
