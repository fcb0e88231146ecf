import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "qat-core";
import { unknownName } from "qat-runner";

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

/**
 * Those of the mutants that are named, in their own order; all where none is.
 * @throws {InputError} for a name that none has
 */
export function chooseMutants(mutants: readonly Mutant[], names: readonly string[]): readonly Mutant[] {
  const unknown = names.find((name) => mutants.every((mutant) => mutant.name !== name));
  if (unknown !== undefined) {
    throw unknownName(
      "mutant",
      unknown,
      mutants.map(({ name }) => name),
    );
  }
  return names.length === 0 ? mutants : mutants.filter(({ name }) => names.includes(name));
}

async function patchesIn(root: string, folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder)).catch(() => []);
  return names.filter((name) => name.endsWith(".patch")).map((name) => `${folder}/${name}`);
}
