import type { PlannedCell, ReportInput } from "../input.ts";
import { formatTime, plural, shortHash } from "./format.ts";
import type { TagView } from "./types.ts";

const commitDigits = 7;

/** The commit that the page belongs to. Only a tree that is known to be clean goes without a warning. */
export function viewTag({ git }: ReportInput): TagView {
  return {
    short: git.commit === null ? "no commit" : shortHash(git.commit, commitDigits),
    full: git.commit ?? "this folder is not in a git repository, or has no commit yet",
    subject: git.subject ?? null,
    committedAt: git.committedAt === undefined ? null : formatTime(git.committedAt),
    warning: git.dirty ? "uncommitted changes" : git.commit === null ? "origin unknown" : null,
  };
}

/** What a reader must know about records that were not made from the page's own commit. */
export function provenanceNotices({ cells, git }: ReportInput): string[] {
  const origins = cells.flatMap(({ record }: PlannedCell) => (record === null ? [] : [record.provenance]));
  const foreign = origins.filter(({ commit }) => commit !== git.commit);
  const dirty = origins.filter((origin) => origin.dirty);
  const notices = [];
  if (foreign.length > 0) {
    const commits = new Set(
      foreign.map(({ commit }) => (commit === null ? "no commit" : shortHash(commit, commitDigits))),
    );
    notices.push(
      `${plural(foreign.length, "record")} of ${origins.length} ${foreign.length === 1 ? "was" : "were"} trained at another commit (${[...commits].join(", ")}): ` +
        "nothing that can change a result has changed since. Each cell's details name its own commit.",
    );
  }
  if (dirty.length > 0) {
    notices.push(
      `${plural(dirty.length, "record")} of ${origins.length} ${dirty.length === 1 ? "was" : "were"} trained with uncommitted changes: the commit alone does not reproduce them.`,
    );
  }
  return notices;
}
