import { dirname } from "node:path";

/** A file of a dataset as a table shows it; its path is null where it is in no place. */
interface ShownFile {
  readonly name: string;
  readonly path: string | null;
}

/** Files of one dataset that are shown each in a row of its own. */
const mostRows = 12;

/**
 * The files of a dataset for a table: themselves, or where they are many one for all that follow each other, lie in one
 * folder and are alike, named by the first and the last, its path the folder.
 * @param likeness what files in one row have in common besides their folder
 */
export function shownFiles<T extends ShownFile>(files: readonly T[], likeness: (file: T) => string): T[] {
  if (files.length <= mostRows) return [...files];
  const runs: T[][] = [];
  for (const file of files) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && folderOf(before) === folderOf(file) && likeness(before) === likeness(file)) run.push(file);
    else runs.push([file]);
  }
  return runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last || run.length === 1) return run;
    return { ...first, name: `${first.name} ... ${last.name} (${run.length} files)`, path: folderOf(first) };
  });
}

function folderOf({ path }: ShownFile): string | null {
  return path === null ? null : dirname(path);
}
