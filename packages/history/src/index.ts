/**
 * Comparisons across commits. A page or a command reads a ledger (`readLedger` of qat-ledger), joins several into one
 * map of records and one list of manifests where it has them, and calls
 *
 *     comparisonHistories({ records, manifests })            a history a comparison, with points and changes
 *     changesFeed(histories, { site, repository })           the Atom feed of all changes: text to be written to a file
 */
export type {
  Change,
  ComparedCell,
  ComparisonHistory,
  ComparisonPoint,
  CoveredCommit,
  SeedResult,
  Step,
} from "./comparison.ts";
export { changesFeed, type FeedOptions, titleOf } from "./feed.ts";
export { comparisonHistories, defaultAlpha, type HistoryOptions } from "./histories.ts";
