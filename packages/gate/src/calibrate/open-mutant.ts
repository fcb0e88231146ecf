import { InputError } from "qat-core";
import { findWorkspace, type Workspace } from "qat-runner";
import { simpleGit } from "simple-git";
import { providePackages } from "../sides/packages.ts";
import type { Repository } from "../sides/repository.ts";
import { type CommitSources, openSources } from "../sides/side.ts";
import { addWorktree } from "../sides/worktree.ts";
import type { Mutant } from "./mutants.ts";

/**
 * A commit's sources with a mutant's patch applied, in a worktree that `remove` takes away.
 * @param say told what takes time
 * @throws {InputError} for a patch that does not apply: what it breaks has changed
 */
export async function openMutant(
  repository: Repository,
  checkout: Workspace,
  commit: string,
  mutant: Mutant,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<CommitSources> {
  const worktree = await addWorktree(repository, commit);
  try {
    await applyPatch(worktree.root, mutant);
    await providePackages(checkout.root, worktree.root, say, signal);
    signal.throwIfAborted();
    return { ...(await openSources(findWorkspace(worktree.root))), remove: worktree.remove };
  } catch (error) {
    await worktree.remove();
    throw error;
  }
}

/**
 * Refuses a patch that does not apply, before anything is trained.
 * @param root of a checkout without changes
 * @throws {InputError} where what it breaks has changed
 */
export function checkMutant(root: string, mutant: Mutant): Promise<void> {
  return applyPatch(root, mutant, "--check");
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
