import type { CellRecord } from "qat-ledger";
import type { Suite } from "qat-runner";
import { textTable } from "./text-table.ts";

/** The results in the terminal: one table a task and device, variants down, precisions across, means over seeds. */
export function resultTable(suite: Suite, records: readonly CellRecord[]): string {
  return [...group(records)]
    .map(([place, members]) => `\n${place}${metricOf(members)}\n${oneTable(suite, members)}`)
    .join("\n");
}

function group(records: readonly CellRecord[]): Map<string, CellRecord[]> {
  const groups = new Map<string, CellRecord[]>();
  for (const record of records) {
    const place = `${record.cell.task} on ${record.cell.device}`;
    groups.set(place, [...(groups.get(place) ?? []), record]);
  }
  return groups;
}

function metricOf(records: readonly CellRecord[]): string {
  const completed = records.find((record) => record.status === "completed");
  if (!completed) return "";
  const { name, unit, direction } = completed.metric;
  return `: ${[name, unit, direction === "lower" ? "lower is better" : ""].filter((part) => part !== "").join(", ")}`;
}

function oneTable(suite: Suite, records: readonly CellRecord[]): string {
  const precisions = unique(records.map(({ cell }) => cell.precision)).sort(byBits);
  const variants = unique(records.map(({ cell }) => cell.variant));
  const head = [`variant (${suite.track})`, ...precisions];
  const rows = variants.map((variant) => [
    variant,
    ...precisions.map((precision) =>
      summary(records.filter(({ cell }) => cell.variant === variant && cell.precision === precision)),
    ),
  ]);
  return textTable(head, rows);
}

/** The mean over seeds of what completed, and what did not. */
function summary(records: readonly CellRecord[]): string {
  const completed = records.filter((record) => record.status === "completed");
  const others = unique(records.filter((record) => record.status !== "completed").map(({ status }) => status));
  if (completed.length === 0) return others.join(", ") || "-";
  const mean = completed.reduce((sum, { metric }) => sum + metric.value, 0) / completed.length;
  return [mean.toFixed(2), ...others].join(", ");
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** More bits first. */
function byBits(a: string, b: string): number {
  const bits = (precision: string) => (precision.match(/[\d.]+/g) ?? []).map(Number);
  const [x, y] = [bits(a), bits(b)];
  return (y[0] ?? 0) - (x[0] ?? 0) || (y[1] ?? 0) - (x[1] ?? 0);
}
