import type { MapRowView, RidgesView } from "./chart-types.ts";
import { type Comparison, type CompletedCell, cellsAt, isCompleted } from "./comparison.ts";
import { viewLatentMaps } from "./latent-maps.ts";
import { viewMethodCurves } from "./method-curves.ts";
import type { VariantRunsView } from "./method-page-types.ts";
import type { Naming } from "./naming.ts";
import { countOutcomes } from "./outcome.ts";
import { viewWeightRidges } from "./weight-ridges.ts";

/** What one run a precision recorded of a variant: of the lowest seed that completed. */
export function viewVariantRuns(
  comparison: Comparison,
  naming: Naming,
  variant: string,
  open: boolean,
): VariantRunsView {
  const planned = comparison.precisions.filter((precision) => cellsAt(comparison, variant, precision).length > 0);
  const chosen = planned.flatMap((precision) => lowestCompleted(comparison, variant, precision) ?? []);
  const style = naming.styles.of(variant);
  const maps = chosen.flatMap(({ cell, record }) => viewLatentMaps(record, cell.precision, style) ?? []);
  const ridges = chosen.flatMap(({ cell, record }) => viewWeightRidges(record, cell.precision, style) ?? []);
  return {
    id: `${comparison.id}-${style.id}`,
    title: naming.titleOf(variant),
    swatch: style.id,
    open,
    notes: [...describeChosen(comparison, variant, planned, chosen), ...describeMissing(chosen)],
    maps: maps.length === 0 ? null : { note: describeMaps(maps), rows: maps },
    ridges: ridges.length === 0 ? null : { ...describeRidges(ridges), colour: style.colour, charts: ridges },
    ...viewMethodCurves(comparison, naming, variant, chosen),
  };
}

function lowestCompleted(comparison: Comparison, variant: string, precision: string): CompletedCell | null {
  const completed = cellsAt(comparison, variant, precision).filter(isCompleted);
  return completed.sort((a, b) => a.cell.seed - b.cell.seed)[0] ?? null;
}

function describeChosen(
  comparison: Comparison,
  variant: string,
  planned: readonly string[],
  chosen: readonly CompletedCell[],
): string[] {
  const seeds = [...new Set(chosen.map(({ cell }) => cell.seed))];
  const missing = planned.filter((precision) => chosen.every(({ cell }) => cell.precision !== precision));
  const which =
    seeds.length === 1
      ? `seed ${seeds[0]}`
      : chosen.map(({ cell }) => `${cell.precision} seed ${cell.seed}`).join(", ");
  return [
    ...(chosen.length === 0 ? [] : [`Drawn is one run a precision, the lowest seed that completed: ${which}.`]),
    ...missing.map(
      (precision) => `${precision}: no run completed (${countOutcomes(cellsAt(comparison, variant, precision))}).`,
    ),
  ];
}

/** Records of older versions lack what later ones measure; one without a grid has no map. */
function describeMissing(chosen: readonly CompletedCell[]): string[] {
  const without = (part: "histograms" | "latentMap") => chosen.filter(({ record }) => record[part].length === 0);
  const old = without("histograms");
  const float = without("latentMap").filter((planned) => !old.includes(planned));
  const names = (cells: readonly CompletedCell[]) => cells.map(({ cell }) => cell.precision).join(", ");
  return [
    ...(old.length === 0
      ? []
      : [
          `${names(old)}: no histograms and no map. The record was made before they were measured; the cell's command runs it again.`,
        ]),
    ...(float.length === 0
      ? []
      : [`${names(float)}: no map, for there is no grid, and every weight stays what it is.`]),
  ];
}

function describeMaps(maps: readonly MapRowView[]): string {
  const scattered = maps.some(({ charts }) => charts.some((chart) => chart.scattered));
  const trains = maps.some(({ charts }) => charts.length > 1);
  return [
    trains
      ? "Evenly spaced latent weights went through a whole training without any gradient."
      : "Evenly spaced latent weights, and what is exported for them: nothing trains.",
    "Across: the latent weight at first; up: the live weight that the network would see. Thin diagonal: unchanged. Dotted: the levels it ends on. Lines are cut where neighbours jump.",
    ...(scattered
      ? ["Points where neighbours rise and fall: there the live weight is no plain function of the latent one."]
      : []),
  ].join(" ");
}

function describeRidges(ridges: readonly RidgesView[]): { note: string; isOne: boolean } {
  const isOne = ridges.every((chart) => chart.ridges.every(({ live }) => live === null));
  const unit =
    "Across: weights of all quantized tensors, in root mean squares of their tensor's latent weights; the outermost bins hold what lies beyond. From top to bottom: share of training. Each histogram is scaled to its fullest bin.";
  return {
    note: isOne ? `${unit} Live weights are the latent ones here: there is one histogram a moment.` : unit,
    isOne,
  };
}
