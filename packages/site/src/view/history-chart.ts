import { confidence } from "qat-claims";
import type { ComparisonHistory, ComparisonPoint, CoveredCommit } from "qat-history";
import {
  type ChartView,
  formatMean,
  type Metric,
  type SeriesStyle,
  type SeriesView,
  scoreAxis,
  shortHash,
} from "qat-report/parts";
import { type Interval, tInterval } from "qat-stats";

/** The interval of a point's mean, over the values that count; null for fewer than two. */
export function intervalOf({ seeds }: ComparisonPoint): Interval | null {
  const values = seeds.flatMap(({ value, isEvidence }) => (isEvidence && value !== null ? value : []));
  return values.length < 2 ? null : tInterval(values, confidence);
}

/** `97.50 % ± 0.20`, an en dash where there is no figure. */
export function formatPoint(point: ComparisonPoint, unit: string): string {
  if (point.mean === null) return "\u2013";
  return formatMean(point.mean, intervalOf(point), unit);
}

/** How a commit is called on an axis. */
export function nameOfCommit({ commit, dirty }: CoveredCommit): string {
  return `${commit === null ? "none" : shortHash(commit, 7)}${dirty ? "*" : ""}`;
}

/** The commits of some histories in the order in which runs first covered them. */
export function commitsOf(histories: readonly ComparisonHistory[]): readonly CoveredCommit[] {
  const first = new Map<string, CoveredCommit>();
  for (const commit of histories.flatMap(({ points }) => points.flatMap(({ commits }) => commits))) {
    const known = first.get(nameOfCommit(commit));
    if (known === undefined || commit.at < known.at) first.set(nameOfCommit(commit), commit);
  }
  return [...first.values()].sort((a, b) => a.at.localeCompare(b.at));
}

/** A history as a line of a chart. */
export interface HistoryLine {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly history: ComparisonHistory;
}

/**
 * The metric over commits: a mark a commit that runs covered, 95 % intervals as upright lines.
 * @param wide as one chart by itself; small ones stand beside each other
 * @returns null for fewer than two commits, which are no history, and where nothing has a figure
 */
export function viewHistoryChart(
  title: string,
  lines: readonly HistoryLine[],
  metric: Metric,
  wide: boolean,
): ChartView | null {
  const commits = commitsOf(lines.map(({ history }) => history));
  const names = commits.map(nameOfCommit);
  const series = lines.flatMap((line) => viewLine(line, names));
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  if (values.length === 0 || names.length < 2) return null;
  return {
    title,
    label: `${metric.name} at ${names.length} commits: ${series.map(({ name }) => name).join(", ")}. The table has every value.`,
    x: { label: "commit", categories: names },
    y: scoreAxis(
      metric,
      values,
      series.flatMap((line) => line.intervals.map(([, low, high]) => [low, high] as const)),
    ),
    series,
    rule: null,
    front: [],
    wide,
    table: {
      caption: title,
      columns: ["Commit", ...lines.map(({ name }) => name)],
      rows: names
        .map((head) => ({ head, values: lines.map(({ history }) => valueAt(history, head, metric.unit)) }))
        .reverse(),
    },
  };
}

function viewLine({ name, style, history }: HistoryLine, names: readonly string[]): SeriesView[] {
  const marks = history.points.flatMap((point) =>
    point.commits.map((commit) => ({ place: names.indexOf(nameOfCommit(commit)), point, interval: intervalOf(point) })),
  );
  const points = marks.flatMap(({ place, point }): [number, number][] =>
    point.mean === null ? [] : [[place, point.mean]],
  );
  if (points.length === 0) return [];
  const intervals = marks.flatMap(({ place, interval }): [number, number, number][] =>
    interval === null ? [] : [[place, interval.low, interval.high]],
  );
  return [{ name, style, points, intervals, marked: true, published: [] }];
}

/** The figure at a commit; marked where the key has changed since the one before. */
function valueAt({ points }: ComparisonHistory, name: string, unit: string): string {
  const point = points.find(({ commits }) => commits.some((commit) => nameOfCommit(commit) === name));
  if (point === undefined) return "";
  const [first] = point.commits;
  const isFirst = first !== undefined && nameOfCommit(first) === name;
  const changed = isFirst && point.changed.length > 0 ? ` (${point.changed.join(", ")} changed)` : "";
  return `${formatPoint(point, unit)}${changed}`;
}
