import type { CompletedRecord } from "qat-ledger";
import type { PlannedCell, ReportInput } from "../input.ts";
import { formatNumber, slug } from "./format.ts";
import { groupBy } from "./group-by.ts";
import { sortPrecisions } from "./precision.ts";

/** Cells that may stand in one table: the same task, track, budget, training examples and device. */
export interface Comparison {
  id: string;
  title: string;
  subtitle: string;
  cells: readonly PlannedCell[];
  /** In the order of the plan. */
  variants: readonly string[];
  precisions: readonly string[];
  metric: { name: string; unit: string } | null;
  reference: string | null;
}

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
    return {
      id: slug([task, track, budget, ...(trainOn === "full" ? [trainOn] : []), device].join("-")),
      title: input.tasks.find(({ name }) => name === task)?.title ?? task,
      subtitle: [
        `${track} track`,
        describeBudget(budget),
        ...(trainOn === "full" ? ["all training examples"] : []),
        device,
      ].join(" \u00b7 "),
      cells,
      variants: [...new Set(cells.map(({ cell }) => cell.variant))],
      precisions: sortPrecisions(cells.map(({ cell }) => cell.precision)),
      metric: cells.find(isCompleted)?.record.metric ?? null,
      reference: input.suite.reference ?? null,
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
