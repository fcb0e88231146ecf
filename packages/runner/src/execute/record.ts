import { attemptsOf, type CellRecord, recordVersion, repeatabilityOf } from "qat-ledger";
import type { PlannedCell } from "../plan/plan.ts";
import type { CellEnd, Limits } from "./cell-process.ts";
import type { Provenance } from "./environment.ts";

/** What a record holds before its cell has run. */
export type RecordStart = Omit<Extract<CellRecord, { status: "skipped" }>, "status" | "reason">;

/** Of a message or a stack the record keeps the start. */
const maximumText = 4_000;

export function startRecord(
  planned: PlannedCell,
  hardware: CellRecord["hardware"],
  { commit, dirty, dirtyHash, lockfile }: Provenance,
  earlier: CellRecord | null,
): RecordStart {
  return {
    version: recordVersion,
    key: planned.key,
    cell: planned.cell,
    keyParts: { ...planned.keyParts },
    provenance: { commit, dirty, dirtyHash, lockfile },
    configuration: {},
    seeds: {},
    data: { ...planned.data },
    engine: { ...planned.engine },
    hardware,
    startedAt: new Date().toISOString(),
    attempts: earlier ? attemptsOf(earlier) : [],
  };
}

/** The record of a cell whose process has ended. An aborted cell leaves none. */
export function finishRecord(start: RecordStart, end: Exclude<CellEnd, { by: "abort" }>, limits: Limits): CellRecord {
  switch (end.by) {
    case "itself":
      return fromOutcome(start, end.outcome, end.log);
    case "time limit":
      return {
        ...start,
        status: "timed-out",
        limitSeconds: limits.seconds,
        reason: `still in stage ${end.stage} after ${limits.seconds} s, the suite's limit`,
        detail: end.log,
      };
    case "memory limit":
      return failed(
        start,
        end.stage,
        `out of memory: ${gib(end.bytes)} GiB, ${gib(limits.memoryBytes)} GiB are allowed`,
        "",
        end.log,
      );
    case "crash":
      return failed(start, end.stage, `its process ended without a result: ${causeOf(end)}`, "", end.log);
  }
}

/** The record of a cell that cannot even begin. */
export function failedAtStart(start: RecordStart, reason: string): CellRecord {
  return failed(start, "start", reason, "", "");
}

/** What stands in the ledger for a record that it refuses. */
export function refusedRecord(record: CellRecord, reason: string): CellRecord {
  const { version, key, cell, keyParts, provenance, data, engine, hardware, startedAt, attempts } = record;
  const start = { version, key, cell, keyParts, provenance, data, engine, hardware, startedAt, attempts };
  return failed({ ...start, configuration: {}, seeds: {} }, "judge", reason, "", "");
}

function fromOutcome(
  start: RecordStart,
  outcome: Extract<CellEnd, { by: "itself" }>["outcome"],
  log: string,
): CellRecord {
  switch (outcome.status) {
    case "completed":
      return { ...start, ...outcome, repeatability: repeatabilityOf(start.attempts, outcome.weightHash) } as CellRecord;
    case "failed":
      return failed(start, outcome.stage, outcome.reason, outcome.detail, log);
    default:
      return { ...start, ...outcome } as CellRecord;
  }
}

function failed(
  start: RecordStart,
  stage: "start" | "load" | "train" | "export" | "judge",
  reason: string,
  detail: string,
  log: string,
): CellRecord {
  return {
    ...start,
    status: "failed",
    stage,
    reason: reason.slice(0, maximumText),
    detail: detail.slice(0, maximumText),
    log,
  };
}

/** V8 aborts where its own heap is full; the signal alone would not say so. */
function causeOf({ how, log }: Extract<CellEnd, { by: "crash" }>): string {
  return log.includes("JavaScript heap out of memory") ? `JavaScript heap out of memory, ${how}` : how;
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
