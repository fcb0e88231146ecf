import type { PlannedCell } from "../input.ts";
import { viewAgainstBits } from "./against-bits.ts";
import { viewAgainstBytes } from "./against-bytes.ts";
import type { ChartView, FigureView } from "./chart-types.ts";
import { type Comparison, isCompleted, lonePrecision } from "./comparison.ts";
import { viewCurveChart } from "./curve-chart.ts";
import { axisOver, curvesOf, type Distinction, legendOf, linesOf } from "./curve-lines.ts";
import { labelAxis } from "./metric.ts";
import type { Naming } from "./naming.ts";
import type { ComparisonView } from "./types.ts";

/** The curves in which methods are compared; a method's own are on its page. */
const shared = [
  { name: "loss", title: "Training loss", label: "loss" },
  { name: "validation", title: "Validation", label: null },
] as const;

/** All plots of a comparison, without those that have nothing to draw. */
export function viewFigures(comparison: Comparison, naming: Naming): Pick<ComparisonView, "scores" | "curves"> {
  const hasCharts = ({ charts }: FigureView) => charts.length > 0;
  return {
    scores: [viewAgainstBits(comparison, naming), viewAgainstBytes(comparison, naming)].filter(hasCharts),
    curves: shared.map((curve) => viewShared(comparison, naming, curve)).filter(hasCharts),
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
  const axis = axisOver(curve.label ?? labelAxis(metric), cells, curve.name, by);
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

function describeAxis({ log }: ChartView["y"], cells: readonly PlannedCell[]): string | null {
  const cut = cells.some((planned) => !isCompleted(planned) && curvesOf(planned).length > 0);
  const sentences = [
    ...(log ? ["Logarithmic axis."] : []),
    ...(cut ? ["The axis fits the runs that completed; what others have beyond it is in the data only."] : []),
  ];
  return sentences.length === 0 ? null : sentences.join(" ");
}
