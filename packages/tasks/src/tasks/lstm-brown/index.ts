/**
 * An LSTM language model on the Brown corpus, which needs no download and no licence: what ProxQuant trains on the Penn
 * Treebank, on a text of that length. The unigram model's perplexity is 504 (`data/unigram.ts`).
 */
import { brown } from "../../data/brown.ts";
import { vocabularySize } from "../../data/text-dataset.ts";
import { lstmLanguageModel } from "../../networks/lstm-language-model.ts";
import { perplexity, wordCrossEntropy } from "../../perplexity.ts";
import { lstmRecipe, windows } from "../../recipes/lstm-language-model.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "lstm-brown",
  title: "LSTM on the Brown corpus",
  network: lstmLanguageModel({ words: vocabularySize, features: 300, hidden: 300, dropout: 0.5 }),
  data: brown(windows),
  recipe: lstmRecipe,
  granularity: "channel",
  metric: perplexity,
  loss: wordCrossEntropy,
};
