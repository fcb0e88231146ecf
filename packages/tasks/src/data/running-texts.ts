import type { DataSource } from "../task.ts";
import type { DataFiles } from "./data-files.ts";
import { fileSource } from "./file-source.ts";
import { type FoundFile, requireFiles } from "./find-files.ts";
import { readPinned } from "./pinned-file.ts";
import { plainWords } from "./plain-words.ts";
import { textDataset, vocabularySize } from "./text-dataset.ts";
import type { Windows } from "./text-examples.ts";
import { mostFrequent } from "./vocabulary.ts";

/**
 * A dataset that is published as three running texts, whose files come in the order training, validation, test. Nothing
 * is drawn, and validation words are trained on in no case. The words of the training text make the vocabulary.
 */
export function runningTexts(data: DataFiles, windows: Windows): DataSource {
  const read = async ({ file, path }: FoundFile) =>
    plainWords(Buffer.from(await readPinned(file, path, data)).toString("utf8"));

  return fileSource(data, async () => {
    const [train = [], validation = [], test = []] = await Promise.all(requireFiles(data).map(read));
    return textDataset({ train, validation, test }, mostFrequent([train], vocabularySize), windows);
  });
}
