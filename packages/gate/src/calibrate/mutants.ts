import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "qat-core";

/** A fault that was put into the sources on purpose: what a gate must notice. */
export interface Mutant {
  /** Its file's name, which says what it does: `levels-never-fitted`. */
  readonly name: string;
  /** What is wrong under it, for people: what stands above the patch. */
  readonly description: string;
  /** For `git apply`. */
  readonly path: string;
}

/**
 * The mutants of a checkout: `mutants/<name>.patch` in the folder of the package that they break.
 * @throws {InputError} for one that does not say what it does
 */
export async function findMutants(root: string): Promise<Mutant[]> {
  const parents = ["packages", "packages/methods"];
  const folders = await Promise.all(
    parents.map(async (parent) => (await readdir(join(root, parent))).map((name) => `${parent}/${name}/mutants`)),
  );
  const paths = (await Promise.all(folders.flat().map((folder) => patchesIn(root, folder)))).flat();
  return Promise.all(
    paths.sort().map(async (path) => {
      const [description = ""] = (await readFile(join(root, path), "utf8")).split("\ndiff --git ");
      if (description.trim() === "" || description.startsWith("diff --git ")) {
        throw new InputError(`${path} does not say what is wrong under it`, {
          remedy: "write a sentence above the patch; git apply skips it",
        });
      }
      return { name: basename(path, ".patch"), description: description.trim(), path: join(root, path) };
    }),
  );
}

async function patchesIn(root: string, folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder)).catch(() => []);
  return names.filter((name) => name.endsWith(".patch")).map((name) => `${folder}/${name}`);
}
