import { type Change, type ComparisonHistory, type CoveredCommit, titleOf } from "qat-history";
import { formatMetric, formatTime } from "qat-report/record";
import sparkly from "sparkly";
import { sourcesOf } from "../ledger/check-tables.ts";
import { textTable } from "../text-table.ts";

/** What comparisons have in common more often than not: a column only where they differ. */
const columns = [
  "track",
  "budget",
  "trainOn",
  "device",
] as const satisfies readonly (keyof ComparisonHistory["cell"])[];

/** The newest points that fit into a line. */
const widest = 40;

/** A line for each comparison, and below them every change, the newest last. */
export function historyTable(histories: readonly ComparisonHistory[]): string {
  const differing = columns.filter((column) => new Set(histories.map(({ cell }) => cell[column])).size > 1);
  const rows = histories.map((history) => {
    const { cell, points, changes } = history;
    const { variant, task, precision } = cell;
    const commits = points.reduce((sum, point) => sum + point.commits.length, 0);
    return [
      ...[variant, task, precision, ...differing.map((column) => String(cell[column]))],
      ...[String(commits), String(points.length), lineOf(history), lastMean(history)],
      changes.length === 0 ? "" : wordsOf(changes.at(-1) as Change),
    ];
  });
  const head = ["variant", "task", "precision", ...differing, "commits", "differing", "means", "last", "last change"];
  return `${textTable(head, rows)}\n${histories.length} comparisons`;
}

/** One comparison, commit by commit. */
export function pointTable({ points, metric, changes }: ComparisonHistory): string {
  const rows = points.map((point, i) => {
    const first = point.commits[0] as CoveredCommit;
    const last = point.commits.at(-1) as CoveredCommit;
    const completed = point.seeds.filter(({ status }) => status === "completed").length;
    return [
      formatTime(first.at),
      first === last ? sourcesOf(first) : `${sourcesOf(first)} .. ${sourcesOf(last)}`,
      `${completed}/${point.seeds.length}`,
      point.mean === null ? "" : formatMetric(point.mean, metric?.unit ?? ""),
      point.deviation === null ? "" : formatMetric(point.deviation, metric?.unit ?? ""),
      point.changed.join(", "),
      changes.flatMap((change) => (change.point === i ? change.kind : [])).join(", "),
    ];
  });
  return textTable(["first run", "commits", "completed", "mean", "deviation", "key's change", "found"], rows);
}

/** Every change with the commits around it. */
export function changeList(histories: readonly ComparisonHistory[]): string {
  const changes = histories
    .flatMap((history) => history.changes.map((change) => ({ history, change })))
    .sort((a, b) => a.change.since.at.localeCompare(b.change.since.at));
  if (changes.length === 0) return "no drop, rise or failure found";
  return changes
    .map(
      ({ history, change }) =>
        `${titleOf(history, change)}\n  last commit before: ${sourcesOf(change.lastBefore)}, first since: ${sourcesOf(change.since)}`,
    )
    .join("\n");
}

/** The means as a line of bars, from the lowest to the highest; a gap where nothing completed. */
function lineOf({ points }: ComparisonHistory): string {
  return sparkly(points.slice(-widest).map(({ mean }) => mean ?? ""));
}

function lastMean({ points, metric }: ComparisonHistory): string {
  const mean = points.at(-1)?.mean ?? null;
  return mean === null || metric === null ? "none" : formatMetric(mean, metric.unit);
}

function wordsOf({ kind, since, lastBefore }: Change): string {
  return `${kind} since ${sourcesOf(since)}, not at ${sourcesOf(lastBefore)}`;
}
