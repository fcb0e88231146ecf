import { mean } from "qat-stats";
import type { ChartView, FigureView } from "./chart-types.ts";
import type { Comparison, CompletedCell } from "./comparison.ts";
import { viewCurveChart, yAxisOf } from "./curve-chart.ts";
import { curvesOf, type Distinction, legendOf, linesOf } from "./curve-lines.ts";
import { labelAxis, nameWithUnit } from "./metric.ts";
import type { Naming } from "./naming.ts";
import { isQuantity, isTarget, pairQuantities, sharedCurves, splitUnit } from "./quantities.ts";

/** Longer curves are drawn as means over neighbouring points. */
const maximumPoints = 40;

const sharedNote =
  `A curve of more than ${maximumPoints} points is drawn as means over neighbouring ones. ` +
  "Sign changes: the share of weights whose sign is no longer that of their initial value. " +
  "Distance to grid: the root mean square distance of live weights to their nearest level, relative to the weights.";

/** The curves of a variant's chosen runs, one line a precision: its own quantities, and those that every training has. */
export function viewMethodCurves(
  comparison: Comparison,
  naming: Naming,
  variant: string,
  cells: readonly CompletedCell[],
): { own: FigureView | null; shared: FigureView | null } {
  const names = [...new Set(cells.flatMap((planned) => curvesOf(planned).map(({ name }) => name)))];
  const id = `${comparison.id}-${naming.styles.of(variant).id}`;
  const figure = (part: string, title: string, note: string | null, plots: readonly Plot[]): FigureView | null =>
    plots.length === 0
      ? null
      : {
          id: `${id}-${part}`,
          title,
          note,
          legend: plots
            .flatMap(({ curves }) => curves)
            .flatMap((curve) => legendOf(cells, [curve], distinction(comparison, naming, variant, curve)))
            .filter(({ swatch }, i, all) => all.findIndex((other) => other.swatch === swatch) === i),
          charts: plots.map((plot) => viewPlot(plot, comparison, naming, variant, cells)),
        };
  const own = pairQuantities(names.filter(isQuantity)).map(plotOf);
  return {
    own: figure(
      "own",
      "Its own quantities",
      own.every(({ unit }) => unit === null) ? "Plain numbers, without a unit." : null,
      own,
    ),
    shared: figure("shared", "Training", sharedNote, sharedPlots(comparison, names)),
  };
}

interface Plot {
  title: string;
  unit: string | null;
  axis: string;
  curves: string[];
}

/** A quantity, with the one that it is steered to. */
function plotOf(curves: string[]): Plot {
  const { title, unit } = splitUnit(curves[0] ?? "");
  return { title, unit, axis: unit === null ? title : nameWithUnit(title, unit), curves };
}

function sharedPlots({ metric }: Comparison, names: readonly string[]): Plot[] {
  const score = metric?.name ?? "score";
  return sharedCurves
    .filter(({ name }) => names.includes(name))
    .map(({ name, title, axis }) => ({
      title: axis === null ? `${title} ${score}` : title,
      unit: null,
      axis: axis ?? labelAxis(metric),
      curves: [name],
    }));
}

function viewPlot(
  { title, axis, curves }: Plot,
  comparison: Comparison,
  naming: Naming,
  variant: string,
  cells: readonly CompletedCell[],
): ChartView {
  const lines = curves
    .flatMap((curve) => linesOf(cells, curve, distinction(comparison, naming, variant, curve)))
    .map((line) => ({ ...line, points: averaged(line.points) }));
  return viewCurveChart(title, `${naming.titleOf(variant)}, ${title}`, yAxisOf(axis, lines), lines);
}

/** Means over neighbouring points, each at its last step: the noise of a loss would cover the other lines. */
function averaged(points: readonly [number, number][]): [number, number][] {
  const size = Math.ceil(points.length / maximumPoints);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, part) => {
    const group = points.slice(part * size, (part + 1) * size);
    return [group.at(-1)?.[0] ?? 0, mean(group.map(([, value]) => value))];
  });
}

/** Lines differ by precision, and a target from what is steered to it. */
function distinction({ precisions }: Comparison, { styles }: Naming, variant: string, curve: string): Distinction {
  const styleOf = (precision: string) => styles.ofPrecision(variant, precision, precisions.indexOf(precision));
  return isTarget(curve)
    ? {
        name: ({ cell }) => `${cell.precision}, target`,
        style: ({ cell }) => styles.ofTarget(styleOf(cell.precision)),
      }
    : { name: ({ cell }) => cell.precision, style: ({ cell }) => styleOf(cell.precision) };
}
