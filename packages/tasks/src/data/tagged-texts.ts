import type { DataSource } from "../task.ts";
import { brownWords } from "./brown-words.ts";
import type { DataFiles } from "./data-files.ts";
import { fileSource } from "./file-source.ts";
import { requireFiles } from "./find-files.ts";
import { split } from "./order.ts";
import { readPinned } from "./pinned-file.ts";
import { textDataset, vocabularySize } from "./text-dataset.ts";
import type { Windows } from "./text-examples.ts";
import { mostFrequent } from "./vocabulary.ts";

/** What sets one dataset of this format apart from another. */
export interface TaggedTexts extends DataFiles {
  /** How many of the texts that are no test texts are held out for validation. */
  readonly held: number;
}

/** One text in so many is a test text. */
const testEvery = 10;

/**
 * A corpus of tagged texts, a file each. Every tenth is a test text, whatever the seed; of the others some, drawn by the
 * seed, are held out for validation. Words that are frequent among all that is not test make the vocabulary, so that it is
 * the same for every seed. Each part is one running text, its files in their order.
 */
export function taggedTexts({ held, ...data }: TaggedTexts, windows: Windows): DataSource {
  return fileSource(data, async (seed, trainOn = "split") => {
    const texts = await Promise.all(
      requireFiles(data).map(async ({ file, path }) => {
        const bytes = await readPinned(file, path, data);
        return brownWords(Buffer.from(bytes).toString("utf8"), path);
      }),
    );
    const isTest = (_: unknown, i: number) => i % testEvery === testEvery - 1;
    const others = texts.filter((text, i) => !isTest(text, i));
    const drawn = split(others.length, trainOn === "full" ? 0 : held, seed);
    const chosen = (members: Uint32Array) => [...members].flatMap((i) => others[i] ?? []);
    const parts = {
      train: chosen(drawn.rest),
      validation: chosen(drawn.held),
      test: texts.filter(isTest).flat(),
    };
    return textDataset(parts, mostFrequent(others, vocabularySize), windows);
  });
}
