import { isDeepStrictEqual } from "node:util";
import { attemptsOf, ownAttempt, repeatabilityOf } from "../attempts.ts";
import { type Attempt, type CellRecord, isFinal } from "../record.ts";

/** What several ledgers have of one key come together as. */
export type Reconciled =
  /** Final records that say different things. */
  | { readonly state: "conflict"; readonly sides: readonly CellRecord[] }
  | {
      readonly state: "agreed";
      readonly record: CellRecord;
      /** The one of those given that the record is, or was before attempts of others came to it. */
      readonly chosen: CellRecord;
    };

/**
 * One record of several of one key. A final record is taken before one that is not, and a final one that is present is
 * taken as it is. Otherwise it is the one that began first, or, where none is final, last; the attempts of all others
 * that are not final stand in it.
 * @param present what is there already
 * @param incoming at least one
 */
export function reconcile(present: CellRecord | null, incoming: readonly CellRecord[]): Reconciled {
  const all = present === null ? [...incoming] : [present, ...incoming];
  const final = all.filter(isFinal);
  if (new Set(final.map(outcomeOf)).size > 1) return { state: "conflict", sides: final };
  if (present !== null && isFinal(present)) return { state: "agreed", record: present, chosen: present };
  const open = all.filter((record) => !isFinal(record));
  // Where two began at the same moment, what is present stays.
  const chosen =
    final.length > 0
      ? final.reduce((first, next) => (next.startedAt < first.startedAt ? next : first))
      : open.reduce((last, next) => (next.startedAt > last.startedAt ? next : last));
  return { state: "agreed", record: withAttempts(chosen, open), chosen };
}

/** What a final record says, in words by which two are compared: for a completed one, its weights. */
export function outcomeOf(record: CellRecord): string {
  switch (record.status) {
    case "completed":
      return `completed with weights ${record.weightHash}`;
    case "diverged":
      return `diverged at step ${record.step}`;
    case "disqualified":
      return `disqualified: ${record.proof.join("; ")}`;
    default:
      return record.status;
  }
}

/** Whether a record knows of everything that another one says was attempted. */
export function knowsAttempts(record: CellRecord, other: CellRecord): boolean {
  const known = attemptsOf(record);
  return attemptsOf(other).every((attempt) => known.some((each) => isDeepStrictEqual(each, attempt)));
}

/** Whether a record is the run that another one says, and knows at least as much of others. */
export function holds(record: CellRecord, other: CellRecord): boolean {
  return isDeepStrictEqual(alone(record), alone(other)) && knowsAttempts(record, other);
}

/** A record without what it knows of other attempts. */
function alone(record: CellRecord): object {
  const { attempts: _, ...own } = record;
  return own.status === "completed" ? { ...own, repeatability: "not repeated" } : own;
}

/** The record with all that others attempted, its own attempt left out. */
function withAttempts(record: CellRecord, others: readonly CellRecord[]): CellRecord {
  const own = ownAttempt(record);
  const attempts: Attempt[] = [];
  for (const attempt of [...record.attempts, ...others.flatMap(attemptsOf)]) {
    if (![...attempts, ...own].some((known) => isDeepStrictEqual(known, attempt))) attempts.push(attempt);
  }
  if (attempts.length === record.attempts.length) return record;
  attempts.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  if (record.status !== "completed") return { ...record, attempts };
  return { ...record, attempts, repeatability: repeatabilityOf(attempts, record.weightHash) };
}
