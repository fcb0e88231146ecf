import type { Curve } from "qat-ledger";
import type { PlannedCell } from "../input.ts";
import type { ChartView, FigureView, SeriesStyle, SeriesView } from "./chart-types.ts";
import { isCompleted } from "./comparison.ts";
import { yAxisOf } from "./curve-chart.ts";

/** What tells the lines of a chart apart. */
export interface Distinction {
  name(planned: PlannedCell): string;
  style(planned: PlannedCell): SeriesStyle;
}

/** A curve of each cell that has it. */
export function linesOf(cells: readonly PlannedCell[], curve: string, by: Distinction): SeriesView[] {
  const seeds = new Set(cells.map(({ cell }) => cell.seed));
  return cells.flatMap((planned) => {
    const found = curvesOf(planned).find(({ name }) => name === curve);
    if (found === undefined || found.points.length === 0) return [];
    const name = seeds.size > 1 ? `${by.name(planned)}, seed ${planned.cell.seed}` : by.name(planned);
    return [{ name, style: by.style(planned), points: found.points, marked: false, intervals: [], published: [] }];
  });
}

/** One axis for a whole figure, over the runs that completed: one that diverged would flatten all others. */
export function axisOver(label: string, cells: readonly PlannedCell[], curve: string, by: Distinction): ChartView["y"] {
  const completed = linesOf(cells.filter(isCompleted), curve, by);
  return yAxisOf(label, completed.length > 0 ? completed : linesOf(cells, curve, by));
}

/** One entry for each look that is drawn. */
export function legendOf(
  cells: readonly PlannedCell[],
  curves: readonly string[],
  by: Distinction,
): FigureView["legend"] {
  const drawn = cells.filter((planned) => curvesOf(planned).some(({ name }) => curves.includes(name)));
  const names = new Map(drawn.map((planned) => [by.style(planned).id, by.name(planned)]));
  return [...names].map(([swatch, name]) => ({ name, swatch }));
}

export function curvesOf({ record }: PlannedCell): readonly Curve[] {
  return record !== null && "curves" in record ? record.curves : [];
}
