/** Ends every sentence of a text. */
export const sentenceEnd = "<eos>";

/** Stands for every word that is not in the vocabulary. */
export const unknownWord = "<unk>";

export interface Vocabulary {
  /** A word's number is its place here. */
  readonly words: readonly string[];
  /** The number of each word, `unknownWord`'s where it has none of its own. */
  encode(words: readonly string[]): Int32Array;
}

/**
 * The most frequent words of some texts, the most frequent one first (of equally frequent ones the first by its UTF-16
 * codes), and last `unknownWord`.
 * @param size words at most, with `unknownWord`
 */
export function mostFrequent(texts: readonly (readonly string[])[], size: number): Vocabulary {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of text) counts.set(word, (counts.get(word) ?? 0) + 1);
  counts.delete(unknownWord);
  const ranked = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const words = [...ranked.slice(0, size - 1).map(([word]) => word), unknownWord];
  const numbers = new Map(words.map((word, i) => [word, i]));
  const unknown = words.length - 1;
  return { words, encode: (text) => Int32Array.from(text, (word) => numbers.get(word) ?? unknown) };
}
