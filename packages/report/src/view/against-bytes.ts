import { mean } from "qat-stats";
import type { ChartView, FigureView, SeriesView } from "./chart-types.ts";
import { type Comparison, lonePrecision } from "./comparison.ts";
import { capitalize, formatBytes, formatMargin, formatMetric } from "./format.ts";
import { frontOf } from "./front.ts";
import { isBetter, type Metric } from "./metric.ts";
import type { Naming } from "./naming.ts";
import { describeRuns } from "./outcome.ts";
import { scoreAxis } from "./score-axis.ts";
import { type Score, scoreAt } from "./scores.ts";
import type { TableView } from "./table-view.ts";

/** Room beyond the smallest and the largest network, as a factor. */
const room = 1.2;

/** One point of the plot: a variant at a precision, with the mean size of its exported networks. */
interface SizedScore extends Score {
  readonly bytes: number;
  readonly score: number;
}

/** The metric against the size of the exported network: one point a variant and precision, the float network among them. */
export function viewAgainstBytes(comparison: Comparison, naming: Naming): FigureView {
  const { metric, variants } = comparison;
  const points = variants.flatMap((variant) => sizedScores(comparison, variant));
  const name = metric?.name ?? "score";
  const series = variants.flatMap((variant) => viewSeries(points, naming, variant));
  return {
    id: `${comparison.id}-bytes`,
    title: `${capitalize(name)} against bytes`,
    note: metric === null ? null : describePlot(points, metric),
    legend: series.map(({ name, style }) => ({ name, swatch: style.id })),
    charts: metric === null || points.length === 0 ? [] : [viewChart(comparison, naming, metric, points, series)],
  };
}

function sizedScores(comparison: Comparison, variant: string): SizedScore[] {
  return comparison.precisions.flatMap((precision) => {
    const score = scoreAt(comparison, variant, precision);
    if (score === null) return [];
    return [{ ...score, bytes: mean(score.runs.map(({ record }) => record.size.bytes)), score: score.mean }];
  });
}

function viewSeries(points: readonly SizedScore[], naming: Naming, variant: string): SeriesView[] {
  const own = points.filter((point) => point.variant === variant).sort((a, b) => a.bytes - b.bytes);
  if (own.length === 0) return [];
  return [
    {
      name: naming.titleOf(variant),
      style: naming.styles.of(variant),
      points: own.map(({ bytes, score }): [number, number] => [bytes, score]),
      marked: true,
      intervals: own.flatMap(({ bytes, interval }): [number, number, number][] =>
        interval === null ? [] : [[bytes, interval.low, interval.high]],
      ),
      published: [],
    },
  ];
}

function viewChart(
  comparison: Comparison,
  naming: Naming,
  metric: Metric,
  points: readonly SizedScore[],
  series: SeriesView[],
): ChartView {
  const { reference } = comparison;
  const lone = lonePrecision(comparison);
  const float = points.find(({ variant, precision }) => variant === reference && precision === lone);
  const front = frontOfScores(points, metric);
  const sizes = points.map(({ bytes }) => bytes);
  return {
    title: "Each mark is a mean over seeds, at one precision",
    label: `${metric.name} of ${points.length} exported networks against their size, from ${formatBytes(Math.min(...sizes))} to ${formatBytes(Math.max(...sizes))}. Beaten by no other in both: ${front.map((point) => nameOf(point, naming)).join("; ")}. The table has every value.`,
    x: {
      label: "size of the exported network",
      categories: null,
      bytes: [Math.min(...sizes) / room, Math.max(...sizes) * room],
    },
    y: scoreAxis(
      metric,
      points.map(({ score }) => score),
      points.flatMap(({ interval }): [number, number][] => (interval === null ? [] : [[interval.low, interval.high]])),
    ),
    series,
    rule:
      float === undefined
        ? null
        : { name: `${naming.titleOf(float.variant)} (${float.precision})`, value: float.score },
    front: front.length < 2 ? [] : front.map(({ bytes, score }) => [bytes, score]),
    wide: true,
    table: tabulate(points, front, metric, naming),
  };
}

function frontOfScores(points: readonly SizedScore[], metric: Metric): SizedScore[] {
  return frontOf(points, (score, than) => isBetter(metric, score, than));
}

function describePlot(points: readonly SizedScore[], metric: Metric): string {
  const hasIntervals = points.some(({ interval }) => interval !== null);
  return [
    "Bytes count codes, codebooks and every float tensor; their axis is logarithmic, and marks of one size stand a few pixels apart.",
    ...(frontOfScores(points, metric).length < 2
      ? []
      : [
          "The broad pale line joins the networks that no other beats in both, by means alone: neighbours on and off it may differ by chance.",
        ]),
    ...(hasIntervals ? [`Upright lines are Student’s 95 % intervals of the mean, cut where they leave the axis.`] : []),
  ].join(" ");
}

function tabulate(
  points: readonly SizedScore[],
  front: readonly SizedScore[],
  { name, unit }: Metric,
  naming: Naming,
): TableView {
  return {
    caption: `Mean ${name} and size of the exported network`,
    columns: ["Method", "Size", `Mean ${name}`, "95 % interval", "Runs", "Beaten by no other in both"],
    rows: points.map((point) => ({
      head: nameOf(point, naming),
      values: [
        formatBytes(point.bytes),
        formatMetric(point.score, unit),
        point.interval === null ? "\u2013" : formatMargin(point.interval, unit),
        describeRuns(point.runs.length, point.planned),
        front.includes(point) ? "yes" : "no",
      ],
    })),
  };
}

function nameOf({ variant, precision }: Score, naming: Naming): string {
  return `${naming.titleOf(variant)}, ${precision}`;
}
