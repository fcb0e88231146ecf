/** Places where the files of datasets may lie. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cacheFolder } from "qat-cache";
import type { Place } from "./data-files.ts";

const require = createRequire(import.meta.url);

/** The folder of a dataset below the one that `QAT_BENCH_DATA` names; it comes before what was fetched. */
export function ownFolder(dataset: string): Place {
  const folder = () => (process.env.QAT_BENCH_DATA ? join(process.env.QAT_BENCH_DATA, dataset) : undefined);
  return { title: "your folder", folder };
}

/** The folder of a dataset in the user's cache: where fetched files go. */
export function cachedFolder(dataset: string): string {
  return join(cacheFolder(), "data", dataset);
}

export function userCache(dataset: string): Place {
  return { title: "your cache", folder: () => cachedFolder(dataset) };
}

/** Where a package of the operating system puts the files. */
export function systemFolder(folder: string): Place {
  return { title: "the system's package", folder: () => folder };
}

/** A folder inside an npm package, which is not loaded. */
export function packageFolder(packageName: string, inside: string): Place {
  return {
    title: `the npm package ${packageName}`,
    folder() {
      try {
        return join(dirname(require.resolve(`${packageName}/package.json`)), inside);
      } catch {
        return undefined; // not installed
      }
    },
  };
}
