import type { Place } from "./data-files.ts";
import { cachedFolder, ownFolder, systemFolder, userCache } from "./places.ts";

/** Where the original files may come from, besides the user's own folder and cache. */
export interface Originals {
  /** The folder where a package of the operating system puts them. */
  readonly system?: string;
  /** The address of the archive, or the folder on the web, that they are published in. */
  readonly archive?: string;
}

/** Where the files of a dataset lie that is fetched, and what to do where they do not. */
export function fetchable(
  dataset: string,
  { system, archive }: Originals,
): { readonly places: readonly Place[]; remedy(): string } {
  const own = ownFolder(dataset);
  return {
    places: [own, userCache(dataset), ...(system === undefined ? [] : [systemFolder(system)])],
    remedy() {
      const folder = own.folder() ?? cachedFolder(dataset);
      const files = `the original files${archive === undefined ? "" : ` out of ${archive}`}`;
      return `run \`npm run qat-bench -- data fetch ${dataset}\`, or put ${files}, as they are or as .gz, into ${folder}`;
    },
  };
}
