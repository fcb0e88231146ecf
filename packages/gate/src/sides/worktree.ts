import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "qat-cache";
import { tryLock } from "qat-runner";
import type { Repository } from "./repository.ts";

/** A commit's files in a folder of their own, for as long as they are needed. */
export interface Worktree {
  /** The checkout's root in it. */
  readonly root: string;
  remove(): Promise<void>;
}

/** Where worktrees of a repository lie: in the user's cache, so that no tool that walks the checkout meets them. */
export function worktreeFolder({ folder }: Pick<Repository, "folder">): string {
  return join(cacheFolder(), "worktrees", createHash("sha256").update(folder).digest("hex").slice(0, 12));
}

/**
 * Checks a commit out into a new folder, which this process holds by a lock. What processes that were killed have left is
 * removed first.
 */
export async function addWorktree(repository: Repository, commit: string): Promise<Worktree> {
  await removeAbandoned(repository);
  const folder = worktreeFolder(repository);
  const path = join(folder, `${commit.slice(0, 12)}-${randomBytes(3).toString("hex")}`);
  const release = await tryLock(path);
  if (release === null) throw new Error(`${path} was new and is locked`);
  const remove = async () => {
    await removeFiles(repository, path);
    await release();
  };
  try {
    await repository.git.raw(["worktree", "add", "--detach", "--quiet", path, commit]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { root: join(path, repository.prefix), remove };
}

/** Removes the worktrees whose process is gone, and leaves those that another gate works in. */
export async function removeAbandoned(repository: Repository): Promise<void> {
  const folder = worktreeFolder(repository);
  await mkdir(folder, { recursive: true });
  const names = new Set((await readdir(folder)).map((name) => name.replace(/\.lock$/, "")));
  for (const name of names) {
    const path = join(folder, name);
    const release = await tryLock(path);
    if (release === null) continue;
    await removeFiles(repository, path);
    await release();
  }
}

/** Links to packages are removed, what they lead to is not. */
async function removeFiles({ git }: Repository, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
  await git.raw(["worktree", "prune"]);
}
