import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { textExamples } from "../src/data/text-examples.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

/** The words 0, 1, 2 ... */
const counting = (length: number) => Int32Array.from({ length }, (_, i) => i);
const rows = async (words: number, indices: readonly number[]) => {
  const { input, target } = textExamples(counting(words), { streams: 2, steps: 3 }).batch(indices);
  return { input: [...(await input.data())], target: [...(await target.data())], shapes: [input.shape, target.shape] };
};

describe("textExamples", () => {
  it("gives window k of stream s as example 2 k + s, and as its target the words one further", async () => {
    // Two streams of two windows: 0 .. 5 and 6 .. 11; the word 12 is only a target.
    expect(await rows(13, [0, 1, 2, 3])).toEqual({
      input: [0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11],
      target: [1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12],
      shapes: [
        [4, 3],
        [4, 3],
      ],
    });
    const { input, target } = textExamples(counting(13), { streams: 2, steps: 3 }).batch([3]);
    expect([input.dtype, target.dtype]).toEqual(["int32", "int32"]);
  });

  it("continues: example i + streams starts where example i ends", async () => {
    const { input } = await rows(31, [0, 2, 4, 6, 8]);
    expect(input).toEqual([...counting(15)]);
  });

  it.each([
    [6, 0],
    [7, 2],
    [12, 2],
    [13, 4],
    [18, 4],
    [19, 6],
  ])(
    "of %i words makes %i examples: the last word is followed by none, and what fills no window of all streams is left out",
    (words, count) => {
      const examples = textExamples(counting(words), { streams: 2, steps: 3 });
      expect([examples.count, examples.streams]).toEqual([count, 2]);
    },
  );

  it("of no words makes none, and refuses examples that are not there", () => {
    expect(textExamples(new Int32Array(), { streams: 2, steps: 3 }).count).toBe(0);
    for (const index of [-1, 4]) {
      expect(() => textExamples(counting(13), { streams: 2, steps: 3 }).batch([index])).toThrow(
        `there is no example ${index}: ask for 0 to 3`,
      );
    }
  });
});
