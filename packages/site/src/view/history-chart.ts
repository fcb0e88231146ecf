import { confidence } from "qat-claims";
import type { CellRecord, CompletedRecord } from "qat-ledger";
import { type FigureView, type Metric, type SeriesStyle, type SeriesView, scoreAxis } from "qat-report/parts";
import { type Interval, mean, tInterval } from "qat-stats";
import type { Moment } from "../model/timeline.ts";

/** A figure at a moment: the mean over the seeds that completed. */
export interface MomentFigure {
  readonly mean: number;
  readonly interval: Interval | null;
  readonly runs: readonly CompletedRecord[];
}

/** Null where no run completed. */
export function figureAt(records: readonly CellRecord[]): MomentFigure | null {
  const runs = records.filter((record) => record.status === "completed");
  if (runs.length === 0) return null;
  const values = runs.map(({ metric }) => metric.value);
  const distinct = new Set(runs.map(({ weightHash }) => weightHash)).size === runs.length;
  return { mean: mean(values), interval: runs.length > 1 && distinct ? tInterval(values, confidence) : null, runs };
}

/** A line of a chart over commits. */
export interface HistoryLine {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly moments: readonly Moment[];
}

/**
 * The metric over commits: a mark a commit, the 95 % intervals as upright lines.
 * @param names of the commits, the oldest first; at least two, for one is no history
 */
export function viewHistoryChart(
  title: string,
  names: readonly string[],
  lines: readonly HistoryLine[],
  metric: Metric,
): FigureView["charts"] {
  const series = lines.flatMap(({ name, style, moments }): SeriesView[] => {
    const figures = moments.flatMap(({ snapshot, records }) => {
      const figure = figureAt(records);
      return figure === null ? [] : [{ place: names.indexOf(snapshot.name), figure }];
    });
    if (figures.length === 0) return [];
    return [
      {
        ...{ name, style, marked: true, published: [] },
        points: figures.map(({ place, figure }) => [place, figure.mean]),
        intervals: figures.flatMap(({ place, figure: { interval } }): [number, number, number][] =>
          interval === null ? [] : [[place, interval.low, interval.high]],
        ),
      },
    ];
  });
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  const intervals = series.flatMap((line) => line.intervals.map(([, low, high]) => [low, high] as const));
  if (values.length === 0 || names.length < 2) return [];
  return [
    {
      title,
      label: `${metric.name} at ${names.length} commits: ${series.map(({ name }) => name).join(", ")}. The table has every value.`,
      x: { label: "commit", categories: [...names] },
      y: scoreAxis(metric, values, intervals),
      series,
      ...{ rule: null, front: [], wide: true, table: { caption: title, columns: [], rows: [] } },
    },
  ];
}
