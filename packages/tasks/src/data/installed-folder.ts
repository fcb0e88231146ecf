import { createRequire } from "node:module";
import { dirname } from "node:path";
import { InputError } from "qat-core";

const require = createRequire(import.meta.url);

/**
 * The folder of an installed npm package, which is not loaded.
 * @throws {InputError} when it is not installed
 */
export function installedFolder(packageName: string): string {
  try {
    return dirname(require.resolve(`${packageName}/package.json`));
  } catch (cause) {
    throw new InputError(`the npm package ${packageName}, which holds the data, is not installed`, {
      remedy: "run `npm ci`",
      cause,
    });
  }
}
