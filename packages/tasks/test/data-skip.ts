import { missingFiles } from "../src/data/find-files.ts";
import type { DataSource } from "../src/task.ts";

/** Call first in a test that needs a dataset: where its files are not here the test is skipped, with a note. */
export function skipWithoutData(
  { files }: DataSource,
  context: { skip: (condition: boolean, note?: string) => void },
): void {
  const missing = files !== undefined && missingFiles(files).length > 0;
  context.skip(missing, `the dataset ${files?.name} is not here: ${files?.remedy()}`);
}
