import { formatTime, type Naming, plural } from "qat-report/parts";
import type { Contest } from "../model/contest.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { rankContest } from "../model/standing.ts";
import { type ContestView, viewContest } from "./contest.ts";
import { type CommitView, commitPage, namingAt, type SiteContext, viewCommit } from "./context.ts";
import { type FilterView, viewFilters } from "./filters.ts";
import { type IncompleteView, viewIncomplete } from "./incomplete.ts";
import { type MatrixView, viewMatrix } from "./matrix.ts";

/** The front page, or the same of one commit. */
export interface LeaderboardView {
  readonly heading: string;
  readonly lede: string;
  /** The commit that it is of; null for the latest records. */
  readonly commit: CommitView | null;
  /** What no page shows; null where nothing was left out. */
  readonly leftOut: { readonly headline: string; readonly lines: readonly string[] } | null;
  readonly filters: readonly FilterView[];
  /** The latest records, and each commit: pages of their own. */
  readonly commits: readonly { readonly name: string; readonly href: string; readonly current: boolean }[];
  readonly matrix: MatrixView;
  readonly contests: readonly ContestView[];
  readonly incomplete: IncompleteView;
  readonly styles: Naming["styles"]["all"];
}

/** @param snapshot the commit that the page is of; null for the latest records */
export function viewLeaderboard(context: SiteContext, snapshot: Snapshot | null): LeaderboardView {
  const root = snapshot === null ? "" : "../";
  const naming = namingAt(context, root);
  const contests = snapshot === null ? context.contests : context.contestsOf(snapshot.records.values());
  const ranked = contests.map((contest) => ({ contest, rankings: rankContest(contest) }));
  const { repository, leftOut } = context.input;
  return {
    heading: snapshot === null ? "Leaderboard" : `Leaderboard at ${snapshot.name}`,
    lede: describeCoverage(contests, snapshot),
    commit: snapshot && viewCommit(snapshot, repository),
    leftOut:
      leftOut.length === 0
        ? null
        : {
            headline: `Left out of every page, for it cannot be read or contradicts another: ${plural(leftOut.length, "file")}`,
            lines: leftOut,
          },
    filters: viewFilters(contests),
    commits: [
      { name: "latest of each cell", href: `${root}index.html`, current: snapshot === null },
      ...context.snapshots.toReversed().map(({ id, name, at }) => ({
        name: `${name}, ${formatTime(at).slice(0, 10)}`,
        href: commitPage(id, root),
        current: id === snapshot?.id,
      })),
    ],
    matrix: viewMatrix(ranked, naming),
    contests: ranked.map((each) => viewContest(each, naming, root)),
    incomplete: viewIncomplete(contests, naming, root),
    styles: naming.styles.all,
  };
}

function describeCoverage(contests: readonly Contest[], snapshot: Snapshot | null): string {
  const count = (of: "variant" | "task") =>
    new Set(contests.flatMap(({ cells }) => cells.map(({ cell }) => cell[of]))).size;
  const cells = contests.reduce((sum, contest) => sum + contest.cells.length, 0);
  const which =
    snapshot === null ? "the latest record of each" : `what its runs found, from ${formatTime(snapshot.at)} on`;
  return `${plural(cells, "cell")}, ${which}: ${plural(count("variant"), "variant")} of methods on ${plural(count("task"), "task")}.`;
}
