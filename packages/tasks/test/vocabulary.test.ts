import { describe, expect, it } from "vitest";
import { unigramPerplexity } from "../src/data/unigram.ts";
import { mostFrequent } from "../src/data/vocabulary.ts";

const words = (text: string) => text.split(" ");

describe("mostFrequent", () => {
  it("numbers words by how often they come, then by their letters, and the unknown word last", () => {
    const vocabulary = mostFrequent([words("b a c a"), words("b d a")], 10);
    expect(vocabulary.words).toEqual(["a", "b", "c", "d", "<unk>"]);
    expect([...vocabulary.encode(words("d a x b"))]).toEqual([3, 0, 4, 1]);
  });

  it("keeps so many words, the unknown one among them", () => {
    const vocabulary = mostFrequent([words("b a c a b a")], 3);
    expect(vocabulary.words).toEqual(["a", "b", "<unk>"]);
    expect([...vocabulary.encode(words("c a"))]).toEqual([2, 0]);
  });

  it("takes an unknown word that the text has for what it is, however frequent", () => {
    expect(mostFrequent([words("<unk> <unk> a <unk>")], 10).words).toEqual(["a", "<unk>"]);
  });
});

describe("unigramPerplexity", () => {
  it("is by hand: three words, counts 3, 1, 0, smoothed to 4/7, 2/7, 1/7", () => {
    const train = Int32Array.from([0, 0, 1, 0]);
    expect(unigramPerplexity(train, Int32Array.from([0]), 3)).toBeCloseTo(7 / 4, 12);
    expect(unigramPerplexity(train, Int32Array.from([2]), 3)).toBeCloseTo(7, 12);
    expect(unigramPerplexity(train, Int32Array.from([0, 1, 2, 0]), 3)).toBeCloseTo(
      ((7 / 4) * (7 / 2) * 7 * (7 / 4)) ** (1 / 4),
      12,
    );
  });

  it("without training words is that of a guess", () => {
    expect(unigramPerplexity(new Int32Array(), Int32Array.from([0, 3, 9]), 10)).toBeCloseTo(10, 10);
  });
});
