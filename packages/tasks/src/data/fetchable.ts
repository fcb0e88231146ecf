import type { Place } from "./data-files.ts";
import { cachedFolder, ownFolder, systemFolder, userCache } from "./places.ts";

/**
 * Where the files of a dataset lie that is fetched, and what to do where they do not.
 * @param system the folder where a package of the operating system puts them
 */
export function fetchable(dataset: string, system: string): { readonly places: readonly Place[]; remedy(): string } {
  const own = ownFolder(dataset);
  return {
    places: [own, userCache(dataset), systemFolder(system)],
    remedy() {
      const folder = own.folder() ?? cachedFolder(dataset);
      return `run \`npm run qat-bench -- data fetch ${dataset}\`, or put the original files, as they are or as .gz, into ${folder}`;
    },
  };
}
