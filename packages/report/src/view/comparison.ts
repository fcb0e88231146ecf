import type { PublishedFigure } from "qat-claims";
import type { Cell, CompletedRecord } from "qat-ledger";
import type { PlannedCell, ReportInput } from "../input.ts";
import { formatNumber, slug } from "./format.ts";
import { groupBy } from "./group-by.ts";
import type { Metric } from "./metric.ts";
import { sortPrecisions } from "./precision.ts";

/** Cells that may stand in one table: the same task, track, budget, training examples and device. */
export interface Comparison {
  id: string;
  title: string;
  subtitle: string;
  setting: Pick<Cell, "task" | "track" | "budget" | "trainOn" | "device">;
  cells: readonly PlannedCell[];
  /** In the order of the plan. */
  variants: readonly string[];
  precisions: readonly string[];
  /** Null while no cell has completed, unless the task says it. */
  metric: Metric | null;
  reference: string | null;
  /** What papers report for its cells. */
  published: readonly PublishedFigure[];
}

/** Between the parts of a comparison's subtitle. */
export const separator = " \u00b7 ";

/** What a published figure is about. */
const names = ["variant", "task", "precision"] as const;

/** A planned cell that completed. */
export interface CompletedCell extends PlannedCell {
  record: CompletedRecord;
}

/** Splits the plan into what may be compared, in the order in which the plan names it. */
export function groupComparisons(input: ReportInput): Comparison[] {
  const groups = groupBy(input.cells, ({ cell: { task, track, budget, trainOn, device } }) =>
    JSON.stringify([task, track, budget, trainOn, device]),
  );
  return [...groups.values()].flatMap((cells) => {
    const [first] = cells;
    if (first === undefined) return [];
    const { task, track, budget, trainOn, device } = first.cell;
    const described = input.tasks.find(({ name }) => name === task);
    return {
      id: slug([task, track, budget, ...(trainOn === "full" ? [trainOn] : []), device].join("-")),
      title: described?.title ?? task,
      subtitle: [`${track} track`, describeBudget(budget), ...describeExamples(trainOn), device].join(separator),
      setting: { task, track, budget, trainOn, device },
      cells,
      variants: [...new Set(cells.map(({ cell }) => cell.variant))],
      precisions: sortPrecisions(cells.map(({ cell }) => cell.precision)),
      metric: cells.find(isCompleted)?.record.metric ?? described?.metric ?? null,
      reference: input.suite.reference ?? null,
      published: (input.suite.published ?? []).filter((figure) =>
        cells.some(({ cell }) => names.every((name) => cell[name] === figure[name])),
      ),
    };
  });
}

/** Whether a cell has its final figures. */
export function isCompleted(planned: PlannedCell): planned is CompletedCell {
  return planned.record?.status === "completed";
}

/** The cells of one variant at one precision: its seeds. */
export function cellsAt(comparison: Comparison, variant: string, precision: string): PlannedCell[] {
  return comparison.cells.filter(({ cell }) => cell.variant === variant && cell.precision === precision);
}

/**
 * The reference's precision when it stands alone there: it is then a line to compare with, not a column.
 */
export function lonePrecision({ cells, reference }: Comparison): string | null {
  const own = new Set(cells.filter(({ cell }) => cell.variant === reference).map(({ cell }) => cell.precision));
  const [precision] = own;
  if (precision === undefined || own.size > 1) return null;
  const others = cells.filter(({ cell }) => cell.variant !== reference);
  return others.length === 0 || others.some(({ cell }) => cell.precision === precision) ? null : precision;
}

/** A budget in words. */
export function describeBudget(budget: number): string {
  return budget === 1 ? "full training" : `${formatNumber(budget * 100)}\u00a0% of the full training`;
}

/** The examples that are trained on, in words, unless some are held out as usual. */
export function describeExamples(trainOn: Cell["trainOn"]): string[] {
  return trainOn === "full" ? ["all training examples"] : [];
}
