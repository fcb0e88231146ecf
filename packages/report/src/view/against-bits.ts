import { mean } from "qat-stats";
import type { ChartView, FigureView, SeriesView } from "./chart-types.ts";
import { type Comparison, cellsAt, isCompleted, lonePrecision } from "./comparison.ts";
import { capitalize, formatMetric } from "./format.ts";
import type { Naming } from "./naming.ts";
import { obstaclesToPublished } from "./published.ts";
import { scoreAxis } from "./score-axis.ts";
import type { TableView } from "./table-view.ts";

/**
 * The metric against the precision: the means as a line, every run as a mark of its own, and as bars what papers report,
 * unless that may not be held against it.
 */
export function viewAgainstBits(comparison: Comparison, naming: Naming): FigureView {
  const { metric, reference } = comparison;
  const lone = lonePrecision(comparison);
  const categories = comparison.precisions.filter((precision) => precision !== lone);
  const variants = comparison.variants.filter((variant) => lone === null || variant !== reference);
  const series = variants.flatMap((variant) => viewSeries(comparison, naming, variant, categories));
  const name = metric?.name ?? "score";
  const rule = lone === null || reference === null ? null : ruleAt(comparison, naming, reference, lone);
  const isPublished = series.some(({ published }) => published.length > 0);
  return {
    id: `${comparison.id}-bits`,
    title: `${capitalize(name)} against bits`,
    note: isPublished
      ? "A short bar is what a paper reports for the method of its colour: others' runs, on their code."
      : null,
    legend: series.map(({ name, style }) => ({ name, swatch: style.id })),
    charts:
      series.length === 0
        ? []
        : [
            {
              title: "Lines join the means; each mark is a run",
              label: `${name} of ${series.length} methods at ${categories.join(", ")}; the table has every value.`,
              x: { label: "precision", categories },
              y: scoreAxis(metric, [...valuesOf(series), ...(rule === null ? [] : [rule.value])]),
              series,
              rule,
              front: [],
              wide: true,
              table: tabulate(series, categories, metric?.unit ?? "", `Mean ${name} by precision`),
            },
          ],
  };
}

function viewSeries(
  comparison: Comparison,
  naming: Naming,
  variant: string,
  categories: readonly string[],
): SeriesView[] {
  const points = categories.flatMap((precision, index) =>
    cellsAt(comparison, variant, precision)
      .filter(isCompleted)
      .map(({ record }): [number, number] => [index, record.metric.value]),
  );
  const published = (obstaclesToPublished(comparison).length === 0 ? comparison.published : [])
    .filter((figure) => figure.variant === variant && categories.includes(figure.precision))
    .map(({ precision, value }): [number, number] => [categories.indexOf(precision), value]);
  const style = naming.styles.of(variant);
  return points.length + published.length === 0
    ? []
    : [{ name: naming.titleOf(variant), style, points, marked: true, intervals: [], published }];
}

function ruleAt(comparison: Comparison, naming: Naming, reference: string, precision: string): ChartView["rule"] {
  const values = cellsAt(comparison, reference, precision)
    .filter(isCompleted)
    .map(({ record }) => record.metric.value);
  return values.length === 0 ? null : { name: `${naming.titleOf(reference)} (${precision})`, value: mean(values) };
}

function valuesOf(series: readonly SeriesView[]): number[] {
  return series.flatMap(({ points, published }) => [...points, ...published].map(([, value]) => value));
}

/** A published figure stands behind the mean that is measured. */
function tabulate(
  series: readonly SeriesView[],
  categories: readonly string[],
  unit: string,
  caption: string,
): TableView {
  const write = (values: readonly number[]) => (values.length === 0 ? "\u2013" : formatMetric(mean(values), unit));
  const at = (points: readonly (readonly [number, number])[], index: number) =>
    points.filter(([x]) => x === index).map(([, value]) => value);
  return {
    caption,
    columns: ["Method", ...categories],
    rows: series.map(({ name, points, published }) => ({
      head: name,
      values: categories.map((_, index) => {
        const reported = at(published, index);
        const measured = write(at(points, index));
        return reported.length === 0 ? measured : `${measured} (published: ${write(reported)})`;
      }),
    })),
  };
}
