import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { arch, cpus, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import type { CellRecord } from "qat-ledger";
import { simpleGit } from "simple-git";
import type { Workspace } from "../workspace.ts";

/** What timings depend on. */
export function hardware(): CellRecord["hardware"] {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryBytes: totalmem(),
    platform: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}

/** The sources that a run is made from. */
export interface Provenance {
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly dirtyHash: string | null;
  readonly lockfile: string;
  readonly committedAt?: string;
  readonly subject?: string;
}

/** Commit, changes against it, and lockfile. Outside of a git repository the commit is null and the tree is dirty. */
export async function provenance(workspace: Workspace): Promise<Provenance> {
  const lockfile = createHash("sha256")
    .update(await readFile(join(workspace.root, "package-lock.json")))
    .digest("hex");
  try {
    const git = simpleGit(workspace.root);
    const [log, status] = await Promise.all([git.log({ maxCount: 1 }), git.status()]);
    const head = log.latest;
    if (!head) return { commit: null, dirty: true, dirtyHash: null, lockfile };
    const about = { commit: head.hash, committedAt: head.date, subject: head.message, lockfile };
    if (status.isClean()) return { ...about, dirty: false, dirtyHash: null };
    return {
      ...about,
      dirty: true,
      dirtyHash: await hashChanges(workspace, await git.diff(["HEAD"]), status.not_added),
    };
  } catch {
    return { commit: null, dirty: true, dirtyHash: null, lockfile };
  }
}

async function hashChanges(workspace: Workspace, diff: string, untracked: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(diff);
  for (const path of untracked) hash.update(path).update(await readFile(join(workspace.root, path)).catch(() => ""));
  return hash.digest("hex");
}
