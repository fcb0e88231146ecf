import { InputError } from "qat-core";
import { type SimpleGit, simpleGit } from "simple-git";

/** The git repository that a checkout lies in. */
export interface Repository {
  /** Where git keeps it, the same for all its worktrees. */
  readonly folder: string;
  /** The checkout's root as a path from the top of a worktree; empty where it is the top. */
  readonly prefix: string;
  readonly git: SimpleGit;
}

/**
 * @param root of the checkout
 * @throws {InputError} where it lies in no git repository, or in one without a commit
 */
export async function openRepository(root: string): Promise<Repository> {
  const git = simpleGit(root);
  try {
    await git.raw(["rev-parse", "--verify", "HEAD"]);
    const folder = await git.raw(["rev-parse", "--path-format=absolute", "--git-common-dir"]);
    const prefix = await git.raw(["rev-parse", "--show-prefix"]);
    return { folder: folder.trim(), prefix: prefix.trim(), git };
  } catch (cause) {
    throw new InputError(`${root} lies in no git repository with a commit: ${(cause as Error).message.trim()}`, {
      remedy: "run the gate in a clone, or compare with the records of a ledger: --base <folder>",
      cause,
    });
  }
}

/** The commit that a name stands for; null where it stands for none. */
export async function commitNamed({ git }: Repository, name: string): Promise<string | null> {
  if (name.startsWith("-")) return null;
  try {
    return (await git.raw(["rev-parse", "--verify", "--quiet", `${name}^{commit}`])).trim() || null;
  } catch {
    return null;
  }
}

/**
 * What head is compared with where nothing is said: the commit at which it left the default branch. That branch is the
 * one that `origin/HEAD` names, else `origin/main`, else `main`.
 * @param head a commit, or what stands for one
 * @throws {InputError} where there is no such branch, or the two have no commit in common
 */
export async function defaultBase(repository: Repository, head: string): Promise<string> {
  for (const branch of ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main"]) {
    if ((await commitNamed(repository, branch)) === null) continue;
    // Where there is none, git says so by its exit code alone.
    const common = (await repository.git.raw(["merge-base", head, branch])).trim();
    if (common !== "") return common;
    throw new InputError(`${head} and ${branch} have no commit in common here`, {
      remedy: "fetch more history (git fetch --unshallow), or name a commit: --base <commit>",
    });
  }
  throw new InputError("there is no default branch to compare with", {
    allowed: "what origin/HEAD names, origin/main, or main",
    remedy: "name what to compare with: --base <commit, branch or ledger's folder>",
  });
}

/**
 * Files that differ between two states of the checkout, as paths from its root, sorted.
 * @param head a commit; null for the files as they lie there, those that git does not know yet among them
 */
export async function changedFiles({ git }: Repository, base: string, head: string | null): Promise<string[]> {
  const names = async (...args: readonly string[]) =>
    (await git.raw([...args])).split("\0").filter((name) => name !== "");
  const diff = [
    "diff",
    "--name-only",
    "--no-renames",
    "--relative",
    "-z",
    base,
    ...(head === null ? [] : [head]),
    "--",
  ];
  const untracked = head === null ? await names("ls-files", "--others", "--exclude-standard", "-z") : [];
  return [...new Set([...(await names(...diff)), ...untracked])].sort();
}
