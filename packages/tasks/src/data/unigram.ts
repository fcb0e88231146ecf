/**
 * Perplexity a word of the unigram model: every word has the probability that it has among the training words, whatever
 * comes before it. Counts are smoothed by one (Laplace), with V words in the vocabulary:
 *
 *     p(w) = (count(w) + 1) / (train.length + V),   exp(-mean over test of log p(w))
 *
 * A model that has learned anything of how words follow each other lies below it.
 * @param train words by their numbers, 0 to vocabulary - 1
 * @param test the same; not empty
 */
export function unigramPerplexity(train: Int32Array, test: Int32Array, vocabulary: number): number {
  const counts = new Float64Array(vocabulary).fill(1);
  for (const word of train) counts[word] = (counts[word] as number) + 1;
  const logTotal = Math.log(train.length + vocabulary);
  let sum = 0;
  for (const word of test) sum += logTotal - Math.log(counts[word] as number);
  return Math.exp(sum / test.length);
}
