import type { ChartView, FigureView, SeriesView } from "./chart-types.ts";
import { type Comparison, cellsAt, isCompleted, lonePrecision } from "./comparison.ts";
import { formatMetric, mean } from "./format.ts";
import type { Naming } from "./naming.ts";

/** The metric against the precision: the means as a line, every run as a mark of its own. */
export function viewAgainstBits(comparison: Comparison, naming: Naming): FigureView {
  const { metric, reference } = comparison;
  const lone = lonePrecision(comparison);
  const categories = comparison.precisions.filter((precision) => precision !== lone);
  const variants = comparison.variants.filter((variant) => lone === null || variant !== reference);
  const series = variants.flatMap((variant) => viewSeries(comparison, naming, variant, categories));
  const name = metric?.name ?? "score";
  const unit = metric?.unit ?? "";
  const rule = lone === null || reference === null ? null : ruleAt(comparison, naming, reference, lone);
  const y = { label: unit === "" ? name : `${name} (${unit})`, log: false, domain: domainOf(series, rule?.value) };
  return {
    id: `${comparison.id}-bits`,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)} against bits`,
    note: null,
    legend: series.map(({ name, style }) => ({ name, swatch: style.id })),
    charts:
      series.length === 0
        ? []
        : [
            {
              title: "Lines join the means; each mark is a run",
              label: `${name} of ${series.length} methods at ${categories.join(", ")}; the table below has every value.`,
              x: { label: "precision", categories },
              y,
              series,
              rule,
              wide: true,
              table: tabulate(series, categories, unit, `Mean ${name} by precision`),
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
  const style = naming.styles.of(variant);
  return points.length === 0 ? [] : [{ name: naming.titleOf(variant), style, points, marked: true }];
}

function ruleAt(comparison: Comparison, naming: Naming, reference: string, precision: string): ChartView["rule"] {
  const values = cellsAt(comparison, reference, precision)
    .filter(isCompleted)
    .map(({ record }) => record.metric.value);
  return values.length === 0 ? null : { name: `${naming.titleOf(reference)} (${precision})`, value: mean(values) };
}

function domainOf(series: readonly SeriesView[], rule: number | undefined): [number, number] {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  if (rule !== undefined) values.push(rule);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = high > low ? (high - low) * 0.08 : Math.abs(high) * 0.01 || 1;
  return [low - margin, high + margin];
}

function tabulate(series: readonly SeriesView[], categories: readonly string[], unit: string, caption: string) {
  return {
    caption,
    columns: ["Method", ...categories],
    rows: series.map(({ name, points }) => ({
      head: name,
      values: categories.map((_, index) => {
        const values = points.filter(([x]) => x === index).map(([, value]) => value);
        return values.length === 0 ? "\u2013" : formatMetric(mean(values), unit);
      }),
    })),
  };
}
