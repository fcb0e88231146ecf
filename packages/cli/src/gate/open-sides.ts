import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { InputError } from "qat-core";
import {
  type Base,
  changedFiles,
  commitNamed,
  defaultBase,
  openCommit,
  openRepository,
  openSources,
  type Repository,
  type SideNamed,
  type Sources,
} from "qat-gate";
import { readLedger } from "qat-ledger";
import type { Workspace } from "qat-runner";
import { ledgerToRead } from "../ledger/folder.ts";

/** The two that a gate compares, opened; `close` takes their worktrees away. */
export interface OpenedSides {
  readonly head: { readonly sources: Sources; readonly named: SideNamed };
  readonly base: { readonly base: Base; readonly named: SideNamed };
  /** Files that differ; null where base is a ledger. */
  readonly changedFiles: readonly string[] | null;
  close(): Promise<void>;
}

/** What the command line names, before anything is opened. */
export interface SidesNamed {
  readonly head: { readonly commit: string | null; readonly name: string };
  readonly base:
    | { readonly kind: "commit"; readonly commit: string; readonly name: string }
    | { readonly kind: "ledger"; readonly folder: string };
  /** Null where no commit is asked for. */
  readonly repository: Repository | null;
}

/**
 * Finds what `--base` and `--head` name. A commit's name goes before a folder's: `./main` is a folder.
 * @throws {InputError} for what is no commit and no ledger, and where git is needed and is not there
 */
export async function nameSides(
  workspace: Workspace,
  { base, head }: { readonly base?: string; readonly head?: string },
): Promise<SidesNamed> {
  const opened = await openRepository(workspace.root).catch((error: unknown) => {
    if (error instanceof InputError) return error;
    throw error;
  });
  const atHead = {
    commit: head === undefined ? null : await requireCommit(opened, head),
    name: head ?? "this checkout",
  };
  const repository = opened instanceof InputError ? null : opened;
  if (base === undefined) {
    if (opened instanceof InputError) throw opened;
    const commit = await defaultBase(opened, atHead.commit ?? "HEAD");
    return { repository, head: atHead, base: { kind: "commit", commit, name: commit } };
  }
  const commit = repository && (await commitNamed(repository, base));
  if (commit !== null) return { repository, head: atHead, base: { kind: "commit", commit, name: base } };
  if (!existsSync(resolve(base))) {
    throw new InputError(`--base ${JSON.stringify(base)} is neither a commit nor a folder here`, {
      allowed: "a commit, branch or tag of this repository, or a ledger's folder, as reports/ledger",
      remedy: "git fetch brings what another repository has; git log and git branch list what is here",
    });
  }
  return { repository, head: atHead, base: { kind: "ledger", folder: ledgerToRead(base) } };
}

async function requireCommit(repository: Repository | InputError, name: string): Promise<string> {
  if (repository instanceof InputError) throw repository;
  const commit = await commitNamed(repository, name);
  if (commit !== null) return commit;
  throw new InputError(`--head ${JSON.stringify(name)} is no commit here`, {
    allowed: "a commit, branch or tag of this repository",
    remedy: "leave it out to judge this checkout as it is",
  });
}

/**
 * Opens both: a commit is checked out into a worktree.
 * @param say told what takes time
 */
export async function openSides(
  workspace: Workspace,
  named: SidesNamed,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<OpenedSides> {
  const open: { remove(): Promise<void> }[] = [];
  const close = async () => {
    for (const each of open.splice(0)) await each.remove();
  };
  const atCommit = async (side: string, commit: string) => {
    if (!named.repository) throw new Error("a commit without a repository");
    say(`${side}: checking out ${commit.slice(0, 7)}`);
    const sources = await openCommit(named.repository, workspace, commit, (text) => say(`${side}: ${text}`), signal);
    open.push(sources);
    return sources;
  };
  try {
    const { head, base, repository } = named;
    const headSources = head.commit === null ? await openSources(workspace) : await atCommit("head", head.commit);
    const atHead = { sources: headSources, named: sourcesNamed(head.name, headSources) };
    if (base.kind === "ledger") {
      const { records } = await readLedger(base.folder, say);
      const atBase = { base: { kind: "ledger" as const, records }, named: base };
      return { head: atHead, base: atBase, changedFiles: null, close };
    }
    const sources = await atCommit("base", base.commit);
    const atBase = { base: { kind: "sources" as const, sources }, named: sourcesNamed(base.name, sources) };
    const changed = repository && (await changedFiles(repository, base.commit, head.commit));
    return { head: atHead, base: atBase, changedFiles: changed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function sourcesNamed(name: string, { provenance }: Sources): SideNamed {
  const { commit, dirty, dirtyHash } = provenance;
  return { kind: "sources", name, commit, dirty, dirtyHash };
}
