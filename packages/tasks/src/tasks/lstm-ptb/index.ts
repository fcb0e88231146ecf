/**
 * An LSTM language model on the Penn Treebank. Float runs of LSTMs with one layer of 300 units reach test perplexities
 * between 89.8 and 109 in papers that quantize them, as a later one lists them (doi 10.1155/2022/9485933, table 3).
 */
import { ptb } from "../../data/ptb.ts";
import { vocabularySize } from "../../data/text-dataset.ts";
import { lstmLanguageModel } from "../../networks/lstm-language-model.ts";
import { perplexity, wordCrossEntropy } from "../../perplexity.ts";
import { lstmRecipe, windows } from "../../recipes/lstm-language-model.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "lstm-ptb",
  title: "LSTM on the Penn Treebank",
  network: lstmLanguageModel({ words: vocabularySize, features: 300, hidden: 300, dropout: 0.5 }),
  data: ptb(windows),
  recipe: lstmRecipe,
  granularity: "channel",
  metric: perplexity,
  loss: wordCrossEntropy,
};
