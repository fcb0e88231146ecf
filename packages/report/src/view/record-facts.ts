import type { CellRecord } from "qat-ledger";
import { formatBytes, formatCount, formatMetric, formatSeconds, formatTime, shortHash } from "./format.ts";
import { describeDirection } from "./metric.ts";
import type { TableView } from "./table-view.ts";

/** One thing that a record says, formatted; `full` is what a shortened hash stands for. */
export interface Fact {
  term: string;
  value: string;
  full: string | null;
  code: boolean;
}

/** What a record says in a line each: results, times, where it came from. */
export function recordFacts(record: CellRecord): Fact[] {
  const { commit, dirty, lockfile } = record.provenance;
  return [
    ...results(record),
    ...training(record),
    text("Started", formatTime(record.startedAt)),
    hash(dirty ? "Commit (with uncommitted changes)" : "Commit", commit ?? "none"),
    hash("Lockfile", lockfile),
    hash(`Data, ${record.data.name}`, record.data.sha256),
  ];
}

function results(record: CellRecord): Fact[] {
  if (record.status !== "completed") return [];
  const { metric, size } = record;
  return [
    text(
      "Score",
      `${metric.name} ${formatMetric(metric.value, metric.unit)} on ${formatCount(metric.examples)} examples, ${describeDirection(metric)}`,
    ),
    text("Size", `${formatCount(size.bytes)} bytes of ${formatCount(size.floatBytes)} in floating point`),
    hash("Weight hash", record.weightHash),
    text("Repeatability", record.repeatability),
  ];
}

function training(record: CellRecord): Fact[] {
  if (!("seconds" in record)) return [];
  const { load, train, evaluate } = record.seconds;
  const split = `load ${formatSeconds(load)}, train ${formatSeconds(train)}, evaluate ${formatSeconds(evaluate)}`;
  return [
    text("Wall time", split),
    text("Steps", `${formatCount(record.steps)} at ${formatCount(record.examplesPerSecond)} examples a second`),
    text("Peak memory", formatBytes(record.peakMemoryBytes)),
  ];
}

/** What a record says in tables: seeds, configuration, attempts. */
export function recordTables(record: CellRecord): TableView[] {
  const configuration = flatten(record.configuration);
  const attempts = [...record.attempts, { startedAt: record.startedAt, status: record.status, ...reason(record) }];
  return [
    pairs(
      "Seeds",
      Object.entries(record.seeds).map(([name, seed]) => [name, String(seed)]),
    ),
    pairs("Configuration", configuration),
    {
      caption: `Attempts: ${attempts.length}`,
      columns: ["Started", "Ended as", "Why"],
      rows: attempts.map((attempt) => ({
        head: formatTime(attempt.startedAt),
        values: [attempt.status.replace("-", " "), ("reason" in attempt && attempt.reason) || "\u2013"],
      })),
    },
  ].filter(({ rows }) => rows.length > 0);
}

function reason(record: CellRecord): { reason?: string } {
  return "reason" in record ? { reason: record.reason } : {};
}

function pairs(caption: string, entries: readonly (readonly [string, string])[]): TableView {
  return { caption, columns: ["Name", "Value"], rows: entries.map(([head, value]) => ({ head, values: [value] })) };
}

/** Nested plain data as dotted names: `grid.levels`. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  const isList = Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
  if (isList) return [[path, value.join(", ")]];
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, path === "" ? name : `${path}.${name}`));
}

function text(term: string, value: string): Fact {
  return { term, value, full: null, code: false };
}

function hash(term: string, value: string): Fact {
  return { term, value: shortHash(value), full: value, code: true };
}
