import { stringify } from "csv-stringify/sync";
import type { CellRecord } from "qat-ledger";
import { deviceOf } from "./model/device.ts";
import type { SiteContext } from "./view/context.ts";

/** The figures of one record, for spreadsheets and programs; null where there is none. */
export interface DataRow {
  readonly key: string;
  /** Whether it is the latest record of its cell. */
  readonly latest: boolean;
  readonly variant: string;
  readonly task: string;
  readonly track: string;
  readonly budget: number;
  readonly trainOn: string;
  readonly precision: string;
  readonly seed: number;
  readonly device: string;
  readonly engine: string;
  readonly status: string;
  readonly reason: string | null;
  readonly metric: string | null;
  readonly unit: string | null;
  readonly value: number | null;
  readonly bytes: number | null;
  readonly floatBytes: number | null;
  readonly trainSeconds: number | null;
  readonly examplesPerSecond: number | null;
  readonly peakMemoryBytes: number | null;
  readonly steps: number | null;
  readonly weightHash: string | null;
  readonly data: string;
  readonly dataSha256: string;
  readonly cpu: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly startedAt: string;
  readonly suite: string | null;
}

/** One row a record, in the order of task, variant, precision and seed. */
export function dataRows({ input, latest, suiteOf }: SiteContext): readonly DataRow[] {
  const current = new Set([...latest.values()].map(({ key }) => key));
  return [...input.records.values()]
    .map((record) => rowOf(record, current.has(record.key), suiteOf(record.key)))
    .sort(
      (a, b) =>
        a.task.localeCompare(b.task) ||
        a.variant.localeCompare(b.variant) ||
        a.precision.localeCompare(b.precision) ||
        a.seed - b.seed ||
        a.startedAt.localeCompare(b.startedAt),
    );
}

/** RFC 4180, with a head. */
export function toCsv(rows: readonly DataRow[]): string {
  return stringify([...rows], {
    header: true,
    cast: { boolean: String },
    ...(rows.length === 0 ? { columns: [] } : {}),
  });
}

export function toJson(rows: readonly DataRow[], generatedAt: string): string {
  return `${JSON.stringify({ generatedAt, records: rows })}\n`;
}

function rowOf(record: CellRecord, latest: boolean, suite: string | null): DataRow {
  const { key, cell, status, data, hardware, provenance, startedAt } = record;
  const completed = status === "completed" ? record : null;
  const trained = "seconds" in record ? record : null;
  return {
    ...{ key, latest, ...cell, engine: deviceOf(record).name, status },
    reason: "reason" in record ? record.reason : null,
    metric: completed?.metric.name ?? null,
    unit: completed?.metric.unit ?? null,
    value: completed?.metric.value ?? null,
    bytes: completed?.size.bytes ?? null,
    floatBytes: completed?.size.floatBytes ?? null,
    trainSeconds: trained?.seconds.train ?? null,
    examplesPerSecond: trained?.examplesPerSecond ?? null,
    peakMemoryBytes: trained?.peakMemoryBytes ?? null,
    steps: trained?.steps ?? null,
    weightHash: completed?.weightHash ?? null,
    ...{ data: data.name, dataSha256: data.sha256, cpu: hardware.cpu },
    ...{ commit: provenance.commit, dirty: provenance.dirty, startedAt, suite },
  };
}
