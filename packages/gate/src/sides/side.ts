import {
  type Definitions,
  findWorkspace,
  loadDefinitions,
  type Provenance,
  provenance,
  type Workspace,
} from "qat-runner";
import { providePackages } from "./packages.ts";
import type { Repository } from "./repository.ts";
import { addWorktree } from "./worktree.ts";

/** One state of the sources: what it has, and what it is. */
export interface Sources {
  readonly workspace: Workspace;
  readonly definitions: Definitions;
  readonly provenance: Provenance;
}

/** A commit's sources, in a worktree that `remove` takes away. */
export interface CommitSources extends Sources {
  remove(): Promise<void>;
}

/** The sources of a checkout as they lie there. */
export async function openSources(workspace: Workspace): Promise<Sources> {
  const [definitions, sources] = await Promise.all([loadDefinitions(workspace), provenance(workspace)]);
  return { workspace, definitions, provenance: sources };
}

/**
 * The sources of a commit, checked out beside the checkout with what they need installed.
 * @param say told what takes time
 * @param prepare changes its files before they are loaded
 * @throws the signal's reason where it was aborted, and what `prepare` throws
 */
export async function openCommit(
  repository: Repository,
  checkout: Workspace,
  commit: string,
  say: (text: string) => void,
  signal: AbortSignal,
  prepare?: (root: string) => Promise<void>,
): Promise<CommitSources> {
  const worktree = await addWorktree(repository, commit);
  try {
    signal.throwIfAborted();
    await prepare?.(worktree.root);
    await providePackages(checkout.root, worktree.root, say, signal);
    signal.throwIfAborted();
    return { ...(await openSources(findWorkspace(worktree.root))), remove: worktree.remove };
  } catch (error) {
    await worktree.remove();
    throw error;
  }
}
