export { attemptsOf, repeatabilityOf } from "./attempts.ts";
export { type Cell, cellSchema, describeCell } from "./cell.ts";
export { hashFields, keyOf } from "./key.ts";
export { networkPath } from "./layout.ts";
export { type Ledger, maximumRecordBytes, openLedger } from "./ledger.ts";
export { LedgerError, RecordError } from "./ledger-error.ts";
export type { Manifest } from "./manifest.ts";
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
