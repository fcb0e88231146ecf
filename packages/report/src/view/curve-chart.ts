import type { ChartView, SeriesView } from "./chart-types.ts";
import { formatCount, formatNumber } from "./format.ts";
import type { TableView } from "./table-view.ts";
import { thin } from "./thin.ts";

/** More rows than this help nobody; the records keep every point. */
const maximumRows = 40;
/** From which spread on a positive quantity is drawn on a logarithmic axis. */
const logarithmicSpread = 30;

/** The rule by which an axis is logarithmic, in words. */
export const logarithmicRule = `An axis is logarithmic where all values are positive and the largest is more than ${logarithmicSpread} times the smallest.`;

/** Whether values are drawn on a logarithmic axis. */
export function isSpread(values: readonly number[]): boolean {
  const low = Math.min(...values);
  return values.length > 0 && low > 0 && Math.max(...values) / low > logarithmicSpread;
}

/** One axis for all charts of a figure, so that they can be compared. */
export function yAxisOf(label: string, series: readonly SeriesView[]): ChartView["y"] {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  return { label, ...scaleOf(values) };
}

/** Curves over training steps in one small plot. */
export function viewCurveChart(title: string, label: string, y: ChartView["y"], series: SeriesView[]): ChartView {
  return {
    title,
    label: `${label}: ${series.length} ${series.length === 1 ? "curve" : "curves"} over training steps. ${describeEnds(series)}`,
    x: { label: "step", categories: null, bytes: null },
    y,
    series,
    rule: null,
    front: [],
    wide: false,
    table: tabulate(label, series),
  };
}

function scaleOf(values: readonly number[]): { log: boolean; domain: [number, number] } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (values.length === 0) return { log: false, domain: [0, 1] };
  if (isSpread(values)) return { log: true, domain: [low, high] };
  const margin = high > low ? (high - low) * 0.03 : Math.abs(high) * 0.1 || 1;
  // A margin below zero would show a share or a distance that cannot be.
  return { log: false, domain: [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin] };
}

function describeEnds(series: readonly SeriesView[]): string {
  const ends = series.map(({ name, points }) => `${name} ends at ${formatNumber(points.at(-1)?.[1] ?? Number.NaN)}`);
  return `${ends.join(", ")}.`;
}

function tabulate(label: string, series: readonly SeriesView[]): TableView {
  const steps = [...new Set(series.flatMap(({ points }) => points.map(([step]) => step)))].sort((a, b) => a - b);
  const shown = thin(steps, maximumRows);
  const columns = series.map(({ points }) => new Map(points));
  const thinned =
    shown.length < steps.length ? `, ${shown.length} of ${steps.length} points (the records have all)` : "";
  return {
    caption: `${label}${thinned}`,
    columns: ["Step", ...series.map(({ name }) => name)],
    rows: shown.map((step) => ({
      head: formatCount(step),
      values: columns.map((values) => {
        const value = values.get(step);
        return value === undefined ? "\u2013" : formatNumber(value);
      }),
    })),
  };
}
