export { attemptsOf, repeatabilityOf } from "./attempts.ts";
export { type Cell, cellSchema, describeCell } from "./cell.ts";
export { type CheckedRecord, checkLedger, type LedgerCheck, type LedgerNotice, type LedgerProblem } from "./check.ts";
export { type LedgerContents, readLedger } from "./contents.ts";
export { correctOf } from "./correct.ts";
export { type CellHistory, cellId, type HistoryPoint, historyOf } from "./history.ts";
export { hashFields, keyOf } from "./key.ts";
export { networkPath } from "./layout.ts";
export { type Ledger, maximumRecordBytes, openLedger } from "./ledger.ts";
export { LedgerError, RecordError } from "./ledger-error.ts";
export type { Manifest } from "./manifest.ts";
export { type MergeOptions, mergeLedgers } from "./merge/merge.ts";
export { type Fate, isUnmerged, type MergedFile } from "./merge/merged-file.ts";
export type { Claim } from "./merge/records.ts";
export {
  type Attempt,
  type CellRecord,
  type CompletedRecord,
  type Curve,
  isFinal,
  type LatentMap,
  recordSchema,
  recordVersion,
  type WeightHistogram,
} from "./record.ts";
