import type { Attempt, CellRecord, CompletedRecord } from "./record.ts";

/** Of a reason, a later record keeps the start. */
const maximumReason = 500;

/** Every attempt that a record knows of, its own last: what the record of the next attempt begins with. */
export function attemptsOf(record: CellRecord): Attempt[] {
  return [...record.attempts, ...ownAttempt(record)];
}

/** What a record's own attempt came to; none where nothing was tried. */
export function ownAttempt(record: CellRecord): Attempt[] {
  const { startedAt, status } = record;
  if (status === "skipped") return [];
  if (status === "completed") return [{ startedAt, status, weightHash: record.weightHash }];
  return [{ startedAt, status, reason: record.reason.slice(0, maximumReason) }];
}

/** Whether a run and every other attempt that completed ended in the same weights. */
export function repeatabilityOf(attempts: readonly Attempt[], weightHash: string): CompletedRecord["repeatability"] {
  const others = attempts.filter(({ status }) => status === "completed");
  if (others.length === 0) return "not repeated";
  return others.every((attempt) => attempt.weightHash === weightHash) ? "bit-identical" : "different";
}
