import { InputError } from "qat-core";
import { simpleGit } from "simple-git";
import type { Mutant } from "./mutants.ts";

/**
 * Refuses a patch that does not apply, before anything is trained.
 * @param root of a checkout without changes
 * @throws {InputError} where what it breaks has changed
 */
export function checkMutant(root: string, mutant: Mutant): Promise<void> {
  return applyPatch(root, mutant, "--check");
}

/**
 * Puts a mutant's fault into a checkout's sources.
 * @throws {InputError} where its patch does not apply
 */
export function applyMutant(root: string, mutant: Mutant): Promise<void> {
  return applyPatch(root, mutant);
}

async function applyPatch(root: string, { path }: Mutant, ...options: readonly string[]): Promise<void> {
  try {
    await simpleGit(root).raw(["apply", ...options, path]);
  } catch (cause) {
    throw new InputError(`${path} does not apply: ${(cause as Error).message.trim()}`, {
      remedy: "make the same fault in the sources as they are now, and write the patch anew with git diff",
      cause,
    });
  }
}
