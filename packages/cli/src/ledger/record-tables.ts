import { type Cell, type CellHistory, type CellRecord, describeCell } from "qat-ledger";
import { formatTime, shortHash } from "qat-report/record";
import { textTable } from "../text-table.ts";
import { sourcesOf } from "./check-tables.ts";
import { resultOf } from "./record-page.ts";

/** What cells have in common more often than not: a column only where they differ. */
const columns = ["track", "budget", "trainOn", "device"] as const satisfies readonly (keyof Cell)[];

/** A line for each record. */
export function recordTable(records: readonly CellRecord[]): string {
  const differing = columns.filter((column) => new Set(records.map(({ cell }) => cell[column])).size > 1);
  const rows = records.map((record) => {
    const { variant, task, precision, seed } = record.cell;
    const own = [variant, task, precision, seed, ...differing.map((column) => record.cell[column])].map(String);
    return [...own, resultOf(record), formatTime(record.startedAt), shortHash(record.key)];
  });
  return `${textTable(["variant", "task", "precision", "seed", ...differing, "result", "started", "key"], rows)}\n${records.length} records`;
}

/** For each cell, what its runs found, oldest first. */
export function historyTables(histories: readonly CellHistory[]): string {
  return histories
    .map(({ cell, points }) => {
      const rows = points.map((point) => [
        formatTime(point.at),
        point.suite,
        sourcesOf(point),
        resultOf(point.record),
        shortHash(point.key),
        point.changed ? "key changed" : "",
      ]);
      const { track, budget, trainOn, device } = cell;
      const about = `${describeCell(cell)} (${track}, budget ${budget}, trained on ${trainOn}, ${device})`;
      return `${about}\n${textTable(["run", "suite", "commit", "result", "key", ""], rows)}`;
    })
    .join("\n\n");
}

/** Histories for machines: figures, and not whole records. */
export function historyRows(histories: readonly CellHistory[]): object[] {
  return histories.map(({ cell, points }) => ({
    cell,
    points: points.map(({ record, ...run }) => ({
      ...run,
      status: record.status,
      metric: record.status === "completed" ? record.metric : null,
      weightHash: record.status === "completed" ? record.weightHash : null,
    })),
  }));
}
