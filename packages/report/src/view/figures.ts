import type { Curve } from "qat-ledger";
import type { PlannedCell } from "../input.ts";
import { viewAgainstBits } from "./against-bits.ts";
import type { ChartView, FigureView, SeriesStyle, SeriesView } from "./chart-types.ts";
import { type Comparison, isCompleted, lonePrecision, type Naming } from "./comparison.ts";
import { viewCurveChart, yAxisOf } from "./curve-chart.ts";
import type { ComparisonView } from "./types.ts";

/** The curves that every training has; all others are quantities of the method. */
const shared = [
  { name: "loss", title: "Training loss", label: "loss" },
  { name: "validation", title: "Validation", label: null },
] as const;

/** All plots of a comparison, without those that have nothing to draw. */
export function viewFigures(comparison: Comparison, naming: Naming): Pick<ComparisonView, "scores" | "curves" | "own"> {
  const hasCharts = ({ charts }: FigureView) => charts.length > 0;
  return {
    scores: [viewAgainstBits(comparison, naming)].filter(hasCharts),
    curves: shared.map((curve) => viewShared(comparison, naming, curve)).filter(hasCharts),
    own: comparison.variants.map((variant) => viewOwn(comparison, naming, variant)).filter(hasCharts),
  };
}

/** One small plot a precision, one line a method and seed; a lone reference is drawn into each. */
function viewShared(comparison: Comparison, naming: Naming, curve: (typeof shared)[number]): FigureView {
  const { cells, metric } = comparison;
  const lone = lonePrecision(comparison);
  const title = curve.label === null ? `Validation ${metric?.name ?? "score"}` : curve.title;
  const by: Distinction = {
    name: ({ cell }) => naming.titleOf(cell.variant),
    style: ({ cell }) => naming.styles.of(cell.variant),
  };
  const axis = axisOver(curve.label ?? withUnit(metric?.name ?? "score", metric?.unit ?? ""), cells, curve.name, by);
  const panels = comparison.precisions.filter((precision) => precision !== lone);
  return {
    id: `${comparison.id}-${curve.name}`,
    title,
    note: describeAxis(axis, cells),
    legend: legendOf(cells, [curve.name], by),
    charts: panels.flatMap((precision) => {
      const shown = cells.filter(({ cell }) => cell.precision === precision || cell.precision === lone);
      const lines = linesOf(shown, curve.name, by);
      return lines.length === 0 ? [] : [viewCurveChart(precision, `${title}, ${precision}`, axis, lines)];
    }),
  };
}

/** What only this method records, one small plot a quantity, one line a precision and seed. */
function viewOwn(comparison: Comparison, naming: Naming, variant: string): FigureView {
  const cells = comparison.cells.filter(({ cell }) => cell.variant === variant);
  const known = new Set<string>(shared.map(({ name }) => name));
  const names = new Set(cells.flatMap((planned) => curvesOf(planned).map(({ name }) => name)));
  const own = [...names].filter((name) => !known.has(name));
  const title = naming.titleOf(variant);
  const by: Distinction = {
    name: ({ cell }) => cell.precision,
    style: ({ cell }) =>
      naming.styles.ofPrecision(variant, cell.precision, comparison.precisions.indexOf(cell.precision)),
  };
  return {
    id: `${comparison.id}-own-${naming.styles.of(variant).id}`,
    title,
    note: null,
    legend: legendOf(cells, own, by),
    charts: own.map((name) =>
      viewCurveChart(name, `${title}, ${name}`, axisOver(name, cells, name, by), linesOf(cells, name, by)),
    ),
  };
}

/** What tells the lines of a chart apart. */
interface Distinction {
  name(planned: PlannedCell): string;
  style(planned: PlannedCell): SeriesStyle;
}

function linesOf(cells: readonly PlannedCell[], curve: string, by: Distinction): SeriesView[] {
  const seeds = new Set(cells.map(({ cell }) => cell.seed));
  return cells.flatMap((planned) => {
    const found = curvesOf(planned).find(({ name }) => name === curve);
    if (found === undefined || found.points.length === 0) return [];
    const name = seeds.size > 1 ? `${by.name(planned)}, seed ${planned.cell.seed}` : by.name(planned);
    return [{ name, style: by.style(planned), points: found.points, marked: false }];
  });
}

/** One axis for a whole figure, over the runs that completed: one that diverged would flatten all others. */
function axisOver(label: string, cells: readonly PlannedCell[], curve: string, by: Distinction): ChartView["y"] {
  const completed = linesOf(cells.filter(isCompleted), curve, by);
  return yAxisOf(label, completed.length > 0 ? completed : linesOf(cells, curve, by));
}

function describeAxis({ log }: ChartView["y"], cells: readonly PlannedCell[]): string | null {
  const cut = cells.some((planned) => !isCompleted(planned) && curvesOf(planned).length > 0);
  const sentences = [
    ...(log ? ["Logarithmic axis."] : []),
    ...(cut ? ["The axis fits the runs that completed; what others have beyond it is in the data only."] : []),
  ];
  return sentences.length === 0 ? null : sentences.join(" ");
}

function legendOf(cells: readonly PlannedCell[], curves: readonly string[], by: Distinction): FigureView["legend"] {
  const drawn = cells.filter((planned) => curvesOf(planned).some(({ name }) => curves.includes(name)));
  const names = new Map(drawn.map((planned) => [by.style(planned).id, by.name(planned)]));
  return [...names].map(([swatch, name]) => ({ name, swatch }));
}

function curvesOf({ record }: PlannedCell): readonly Curve[] {
  return record !== null && "curves" in record ? record.curves : [];
}

function withUnit(name: string, unit: string): string {
  return unit === "" ? name : `${name} (${unit})`;
}
