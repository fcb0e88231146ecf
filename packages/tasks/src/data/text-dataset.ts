import type { Dataset } from "../task.ts";
import { textExamples, type Windows } from "./text-examples.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Words of every vocabulary, at most: as many as the Penn Treebank is published with. */
export const vocabularySize = 10_000;

/** The parts of a dataset as words, sentences ended by `sentenceEnd`. */
export interface TextParts {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly test: readonly string[];
}

/** A dataset of three running texts, each cut into examples by itself. */
export function textDataset(parts: TextParts, vocabulary: Vocabulary, windows: Windows): Dataset {
  const examples = (words: readonly string[]) => textExamples(vocabulary.encode(words), windows);
  return { train: examples(parts.train), validation: examples(parts.validation), test: examples(parts.test) };
}
