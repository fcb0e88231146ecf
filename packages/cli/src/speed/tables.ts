import prettyBytes from "pretty-bytes";
import { type Measured, type MeasuredBreakdown, PARTS, type Start } from "qat-speed";
import { textTable } from "../text-table.ts";

/** The longest kernels that a table names. */
const shownKernels = 10;

/** What was measured, for people: figures with their intervals, parts of a step, kernels. */
export function measuredTables(measured: Measured & { readonly start: Start }): string {
  return [figures(measured), ...breakdownTables(measured.breakdown)].join("\n\n");
}

interface Range {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

function figures({ throughput, overhead, start }: Measured & { readonly start: Start }): string {
  const confidence = Math.round(100 * throughput.milliseconds.confidence);
  const row = (name: string, { estimate, low, high }: Range, note: string) => [
    name,
    figure(estimate),
    `${figure(low)} to ${figure(high)}`,
    note,
  ];
  const rows = [
    row("images/s", throughput.imagesPerSecond, `median, ${throughput.steps} steps`),
    row("ms a step", throughput.milliseconds, "median"),
  ];
  if (overhead) {
    const { against, rounds, subject, reference } = overhead;
    const note = `${rounds} rounds in alternation: ${figure(subject)} against ${figure(reference)} ms`;
    rows.push(row(`% over ${against}`, overhead.percent, note));
  }
  const { total, load, engine, training, peakMemoryBytes } = start;
  const parts = `${figure(load)} code, ${figure(engine)} engine, ${figure(training)} weights and method`;
  rows.push(["ms to the first step", figure(total), "", `${parts}; data apart`]);
  rows.push(["peak memory", prettyBytes(peakMemoryBytes, { binary: true }), "", "resident, of a process that trains"]);
  return textTable(["", "figure", `${confidence} % interval`, "of"], rows);
}

function breakdownTables(breakdown: Measured["breakdown"]): string[] {
  if ("unavailable" in breakdown) return [`no breakdown: ${breakdown.unavailable}`];
  return [parts(breakdown), kernels(breakdown)];
}

function parts({ parts, milliseconds, steps, instrumentation }: MeasuredBreakdown): string {
  const rows = PARTS.map((part) => [part, figure(parts[part]), `${((100 * parts[part]) / milliseconds).toFixed(1)} %`]);
  rows.push(["sum", figure(milliseconds), "100 %"]);
  const { estimate, low, high } = instrumentation;
  const cost = `taking the times adds ${figure(estimate)} % (${figure(low)} to ${figure(high)}) to a step`;
  return `${textTable(["part", "ms a step", "share"], rows)}\n${steps} steps; ${cost}`;
}

function kernels({ kernels, milliseconds }: MeasuredBreakdown): string {
  const rows = kernels
    .slice(0, shownKernels)
    .map(({ kernel, calls, milliseconds }) => [kernel, figure(milliseconds), figure(calls)]);
  const calls = kernels.reduce((sum, kernel) => sum + kernel.calls, 0);
  const inside = kernels.reduce((sum, kernel) => sum + kernel.milliseconds, 0);
  const all = `${figure(calls)} calls of ${kernels.length} kernels a step, ${figure(inside)} of ${figure(milliseconds)} ms`;
  return `${textTable(["kernel", "ms a step", "calls"], rows)}\n${all}`;
}

/** Three digits, or all before the point. */
export function figure(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  return value.toFixed(magnitude >= 10 ? 1 : 2);
}
