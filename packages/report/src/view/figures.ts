import type { Curve } from "qat-ledger";
import type { PlannedCell } from "../input.ts";
import { viewAgainstBits } from "./against-bits.ts";
import type { FigureView, SeriesStyle } from "./chart-types.ts";
import { type Comparison, lonePrecision, type Naming } from "./comparison.ts";
import { type CurveSeries, viewCurveChart, yAxisOf } from "./curve-chart.ts";

/** The curves that every training has; all others are quantities of the method. */
const shared = [
  { name: "loss", title: "Training loss", label: "loss" },
  { name: "validation", title: "Validation", label: null },
] as const;

/** All plots of a comparison. */
export function viewFigures(comparison: Comparison, naming: Naming): FigureView[] {
  const figures = [
    viewAgainstBits(comparison, naming),
    ...shared.map((curve) => viewShared(comparison, naming, curve)),
    ...comparison.variants.map((variant) => viewOwn(comparison, naming, variant)),
  ];
  return figures.filter(({ charts }) => charts.length > 0);
}

/** One small plot a precision, one line a method and seed; a lone reference is drawn into each. */
function viewShared(comparison: Comparison, naming: Naming, curve: (typeof shared)[number]): FigureView {
  const lone = lonePrecision(comparison);
  const isLone = ({ cell }: PlannedCell) => cell.precision === lone;
  const panels = comparison.precisions.filter((precision) => precision !== lone);
  const metric = comparison.metric?.name ?? "score";
  const title = curve.label === null ? `Validation ${metric}` : curve.title;
  const series = panels.map((precision) => {
    const cells = comparison.cells.filter((planned) => planned.cell.precision === precision || isLone(planned));
    return seriesOf(
      cells,
      curve.name,
      ({ cell }) => naming.titleOf(cell.variant),
      ({ cell }) => naming.styles.of(cell.variant),
    );
  });
  const axis = yAxisOf(curve.label ?? withUnit(metric, comparison.metric?.unit), series.flat());
  const drawn = new Set(series.flat().map(({ style }) => style.id));
  return {
    id: `${comparison.id}-${curve.name}`,
    title,
    note: axis.log ? "Logarithmic axis." : null,
    legend: comparison.variants
      .map((variant) => ({ name: naming.titleOf(variant), swatch: naming.styles.of(variant).id }))
      .filter(({ swatch }) => drawn.has(swatch)),
    charts: panels.flatMap((precision, index) => {
      const lines = series[index] ?? [];
      return lines.length === 0 ? [] : [viewCurveChart(precision, `${title}, ${precision}`, axis, lines)];
    }),
  };
}

/** What only this method records, one small plot a quantity, one line a precision. */
function viewOwn(comparison: Comparison, naming: Naming, variant: string): FigureView {
  const cells = comparison.cells.filter(({ cell }) => cell.variant === variant);
  const known = new Set<string>(shared.map(({ name }) => name));
  const names = new Set(
    cells.flatMap((planned) => curvesOf(planned).map(({ name }) => name)).filter((n) => !known.has(n)),
  );
  const style = ({ cell }: PlannedCell) =>
    naming.styles.ofPrecision(variant, cell.precision, comparison.precisions.indexOf(cell.precision));
  const drawn =
    names.size === 0
      ? []
      : comparison.precisions.filter((p) =>
          cells.some(({ cell, record }) => cell.precision === p && record !== null && "curves" in record),
        );
  const title = `${naming.titleOf(variant)}: its own quantities`;
  return {
    id: `${comparison.id}-own-${naming.styles.of(variant).id}`,
    title,
    note: null,
    legend: drawn.flatMap((precision) => {
      const first = cells.find(({ cell }) => cell.precision === precision);
      return first === undefined ? [] : [{ name: precision, swatch: style(first).id }];
    }),
    charts: [...names].map((name) => {
      const lines = seriesOf(cells, name, ({ cell }) => cell.precision, style);
      return viewCurveChart(name, `${naming.titleOf(variant)}, ${name}`, yAxisOf(name, lines), lines);
    }),
  };
}

function seriesOf(
  cells: readonly PlannedCell[],
  curve: string,
  nameOf: (planned: PlannedCell) => string,
  styleOf: (planned: PlannedCell) => SeriesStyle,
): CurveSeries[] {
  const seeds = new Set(cells.map(({ cell }) => cell.seed));
  return cells.flatMap((planned) => {
    const found = curvesOf(planned).find(({ name }) => name === curve);
    if (found === undefined || found.points.length === 0) return [];
    const name = seeds.size > 1 ? `${nameOf(planned)}, seed ${planned.cell.seed}` : nameOf(planned);
    return [{ name, style: styleOf(planned), points: found.points, marked: false }];
  });
}

function curvesOf({ record }: PlannedCell): readonly Curve[] {
  return record !== null && "curves" in record ? record.curves : [];
}

function withUnit(name: string, unit: string | undefined): string {
  return unit === undefined || unit === "" ? name : `${name} (${unit})`;
}
