import {
  capitalize,
  dataWarnings,
  describeDirection,
  describePrecision,
  type FigureView,
  formatMargin,
  formatMetric,
  formatTime,
  type Naming,
  plural,
  sortPrecisions,
  viewAgainstBytes,
} from "qat-report/parts";
import type { Contest } from "../model/contest.ts";
import { type Lead, leadOf } from "../model/leaders.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { type Ranking, rankContest, type Standing } from "../model/standing.ts";
import { viewAgainstBits } from "./against-bits.ts";
import {
  type CommitView,
  commitPage,
  devicePage,
  methodPage,
  namingAt,
  type SiteContext,
  viewCommit,
} from "./context.ts";
import { type IncompleteView, viewIncomplete } from "./incomplete.ts";
import { type StandingRow, viewShare, viewStanding } from "./standing-row.ts";

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

/** Something to choose by; every value is one that some table has. */
export interface FilterView {
  readonly name: "task" | "bits" | "track" | "device";
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
}

/** Who is ahead where, at a glance. */
export interface MatrixView {
  readonly columns: readonly { readonly precision: string; readonly gloss: string }[];
  readonly rows: readonly (Tags & {
    readonly href: string;
    readonly title: string;
    readonly subtitle: string;
    readonly cells: readonly { readonly precision: string; readonly lead: LeadView | null }[];
  })[];
}

export interface LeadView {
  readonly kind: Lead["kind"];
  readonly href: string;
  readonly title: string;
  readonly swatch: string;
  readonly value: string;
  /** How sure it is: `tie of 3`, `one seed`. */
  readonly certainty: string;
  readonly best: ReturnType<typeof viewShare> | null;
}

/** What filters look at. */
interface Tags {
  readonly task: string;
  readonly track: string;
  readonly device: string;
}

export interface ContestView extends Tags {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly deviceName: string;
  readonly devicePage: string;
  readonly metric: string;
  /** The float network's figure, null where there is none. */
  readonly float: { readonly title: string; readonly page: string | null; readonly value: string } | null;
  readonly blocks: readonly BlockView[];
  readonly notes: readonly string[];
  readonly figures: readonly FigureView[];
}

/** One precision of a contest. */
export interface BlockView {
  readonly id: string;
  readonly precision: string;
  readonly gloss: string;
  readonly verdict: string;
  readonly rows: readonly StandingRow[];
  /** Variants that do not apply here, so that nothing was tried; null where all do. */
  readonly skipped: string | null;
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
    contests: ranked.map(({ contest, rankings }) => viewContest(contest, rankings, naming, root)),
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

function viewFilters(contests: readonly Contest[]): FilterView[] {
  const tasks = new Map(contests.map(({ setting, title }) => [setting.task, title]));
  const precisions = sortPrecisions(
    contests.flatMap(({ cells, reference }) =>
      cells.flatMap(({ cell }) => (cell.variant === reference ? [] : cell.precision)),
    ),
  );
  const tracks = new Set(contests.map(({ setting }) => setting.track));
  const devices = new Map(contests.map(({ device }) => [device.id, device.name]));
  const filters: FilterView[] = [
    { name: "task", label: "Task", options: [...tasks].map(([value, text]) => ({ value, text })) },
    {
      name: "bits",
      label: "Bits",
      options: precisions.map((value) => ({
        value,
        text: [value, describePrecision(value)].filter(Boolean).join(", "),
      })),
    },
    { name: "track", label: "Track", options: [...tracks].map((value) => ({ value, text: value })) },
    { name: "device", label: "Device", options: [...devices].map(([value, text]) => ({ value, text })) },
  ];
  return filters;
}

interface RankedContest {
  readonly contest: Contest;
  readonly rankings: readonly Ranking[];
}

function viewMatrix(ranked: readonly RankedContest[], naming: Naming): MatrixView {
  const shown = ranked.flatMap(({ contest, rankings }) => {
    const compared = rankings.filter(({ standings }) => standings.length > 1);
    return compared.length === 0 ? [] : [{ contest, compared }];
  });
  const columns = sortPrecisions(shown.flatMap(({ compared }) => compared.map(({ precision }) => precision)));
  return {
    columns: columns.map((precision) => ({ precision, gloss: describePrecision(precision) })),
    rows: shown.map(({ contest, compared }) => ({
      ...tagsOf(contest),
      href: `#${contest.id}`,
      title: contest.title,
      subtitle: contest.subtitle,
      cells: columns.map((precision) => {
        const ranking = compared.find((candidate) => candidate.precision === precision);
        const lead = ranking === undefined ? null : leadOf(ranking);
        return { precision, lead: lead && viewLead(lead, contest, precision, naming) };
      }),
    })),
  };
}

function viewLead(lead: Lead, contest: Contest, precision: string, naming: Naming): LeadView {
  const { first } = lead;
  const unit = contest.metric?.unit ?? "";
  return {
    kind: lead.kind,
    href: `#${blockId(contest, precision)}`,
    title: naming.titleOf(first.variant),
    swatch: naming.styles.of(first.variant).id,
    value: `${first.mean === null ? "" : formatMetric(first.mean, unit)}${first.interval === null ? "" : ` ${formatMargin(first.interval, unit)}`}`,
    certainty: describeCertainty(lead),
    best: first.ranked && viewShare(first.ranked.best),
  };
}

function describeCertainty({ kind, first, tied }: Lead): string {
  if (kind === "alone") return "shown to lead";
  if (kind === "open") return "leads, runs missing";
  return kind === "tie" ? `tie of ${tied.length + 1}` : `not ranked: ${first.obstacle ?? ""}`;
}

function viewContest(contest: Contest, rankings: readonly Ranking[], naming: Naming, root: string): ContestView {
  const { metric, reference, title, device, outdated } = contest;
  const standings = rankings.flatMap((ranking) => ranking.standings);
  const float = standings.find(({ variant }) => variant === reference);
  const compared = rankings.filter((ranking) => ranking.standings.some(({ variant }) => variant !== reference));
  return {
    ...tagsOf(contest),
    id: contest.id,
    title,
    subtitle: contest.subtitle,
    deviceName: device.name,
    devicePage: devicePage(device.id, root),
    metric: metric === null ? "Score" : `${capitalize(metric.name)}, ${describeDirection(metric)}`,
    float:
      float === undefined || float.mean === null || metric === null
        ? null
        : {
            title: naming.titleOf(float.variant),
            page: methodPage(float.variant, root),
            value: `${formatMetric(float.mean, metric.unit)}${float.interval === null ? "" : ` ${formatMargin(float.interval, metric.unit)}`} (n\u00a0=\u00a0${float.runs.length})`,
          },
    blocks: compared.map((ranking) => viewBlock(contest, ranking, ranking.standings, naming, root)),
    notes: [
      ...dataWarnings(contest),
      ...(outdated === 0
        ? []
        : [
            `${plural(outdated, "record")} of older code ${outdated === 1 ? "is" : "are"} left out: other seeds of the same row have newer ones.`,
          ]),
    ],
    // The float network alone is one mark.
    figures:
      compared.length === 0
        ? []
        : [viewAgainstBits(contest, rankings, naming), withoutTables(viewAgainstBytes(contest, naming))].filter(
            ({ charts }) => charts.length > 0,
          ),
  };
}

/** Beside a ranking, which has means, intervals and sizes: a table of the same would be most of a long page. */
function withoutTables({ charts, ...figure }: FigureView): FigureView {
  return { ...figure, charts: charts.map((chart) => ({ ...chart, table: null })) };
}

/** @param standings those that are shown, all or one method's */
export function viewBlock(
  contest: Contest,
  ranking: Ranking,
  standings: readonly Standing[],
  naming: Naming,
  root: string,
): BlockView {
  const skipped = standings.filter(({ cells }) => cells.every(({ record }) => record?.status === "skipped"));
  return {
    id: blockId(contest, ranking.precision),
    precision: ranking.precision,
    gloss: describePrecision(ranking.precision),
    verdict: ranking.standings.length > 1 ? describeVerdict(ranking, naming) : "",
    rows: standings
      .filter((standing) => !skipped.includes(standing))
      .map((standing) => viewStanding(standing, contest.metric, naming, root)),
    skipped:
      skipped.length === 0
        ? null
        : `Skipped, for it does not apply: ${skipped.map(({ variant }) => naming.titleOf(variant)).join("; ")}.`,
  };
}

/** One sentence: who is ahead, and how sure that is. */
export function describeVerdict(ranking: Ranking, naming: Naming): string {
  const lead = leadOf(ranking);
  if (lead === null) return "No run completed.";
  const { first, tied } = lead;
  const name = naming.titleOf(first.variant);
  const others = ranking.standings.filter(({ ranked }) => ranked !== null).length - 1;
  const over = `over ${plural(ranking.seeds.length, "seed")}`;
  switch (lead.kind) {
    case "alone":
      return `${name} leads: better than ${others === 1 ? "the other" : `all ${others} others`} that ${others === 1 ? "is" : "are"} ranked, ${over}.`;
    case "open":
      return `${name} leads what is ranked, ${over}; runs that failed or timed out may yet change that.`;
    case "tie":
      return `A tie of ${tied.length + 1}: ${over} nothing tells ${[first, ...tied].map(({ variant }) => naming.titleOf(variant)).join(", ")} apart.`;
    default:
      return `${name} has the best mean; nobody is ranked (${first.obstacle ?? ""}).`;
  }
}

function blockId(contest: Contest, precision: string): string {
  return `${contest.id}-${precision.replace(/[^a-z0-9]/g, "-")}`;
}

function tagsOf({ setting, device }: Contest): Tags {
  return { task: setting.task, track: setting.track, device: device.id };
}
