import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "qat-core";
import type { DataFiles, Place } from "./data-files.ts";
import type { PinnedFile } from "./pinned-file.ts";

/** A file of a dataset where it lies, right or not: nothing is read. */
export interface FoundFile {
  readonly file: PinnedFile;
  /** Ends with `.gz` where it is compressed. */
  readonly path: string;
  readonly place: Place;
}

/** The file in the first place that has it, and there as it is rather than as .gz. */
export function findFile({ places }: DataFiles, file: PinnedFile): FoundFile | undefined {
  for (const place of places) {
    const folder = place.folder();
    if (folder === undefined) continue;
    const path = [file.name, `${file.name}.gz`].map((name) => join(folder, name)).find((name) => existsSync(name));
    if (path !== undefined) return { file, path, place };
  }
  return undefined;
}

/** The files that no place has. */
export function missingFiles(data: DataFiles): PinnedFile[] {
  return data.files.filter((file) => findFile(data, file) === undefined);
}

/**
 * All files of a dataset, in its order.
 * @throws {InputError} which names those that no place has, or some where they are many, the places, and what to do
 */
export function requireFiles(data: DataFiles): FoundFile[] {
  const missing = missingFiles(data).map(({ name }) => name);
  if (missing.length > 0) {
    const folders = data.places.flatMap((place) => place.folder() ?? []);
    const where = folders.length > 0 ? folders : data.places.map(({ title }) => title);
    const what = missing.length === 1 ? `the data file ${missing[0]} is` : `the data files ${named(missing)} are`;
    throw new InputError(`${what} missing: looked for, as they are and as .gz, in ${where.join(", ")}`, {
      remedy: data.remedy(),
    });
  }
  return data.files.flatMap((file) => findFile(data, file) ?? []);
}

function named(files: readonly string[]): string {
  const most = 12;
  if (files.length <= most) return files.join(", ");
  return `${files.slice(0, 3).join(", ")} and ${files.length - 3} others`;
}
