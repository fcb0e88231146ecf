export { loadAccepted } from "./accepted/accepted.ts";
export { type CalibrateOptions, calibrate } from "./calibrate/calibrate.ts";
export { findMutants, type Mutant } from "./calibrate/mutants.ts";
export type { Change, Pool } from "./calibrate/pool.ts";
export { type Rate, rateOf } from "./calibrate/rate.ts";
export { type Replay, replay, type Setting } from "./calibrate/replay.ts";
export type { Comparison, Outcome, Pair } from "./decide/comparison.ts";
export { type Decisions, decide, type Obtain, type Rules } from "./decide/decide.ts";
export { mostSeeds, planCounts } from "./decide/plan-counts.ts";
export type { Measured, Verdict } from "./decide/verdict.ts";
export { gate } from "./gate.ts";
export type { Candidate } from "./matrix/candidate.ts";
export { type Base, type Matched, matchSides } from "./matrix/match-sides.ts";
export { withMoreSeeds } from "./matrix/more-seeds.ts";
export { buildResult } from "./result/build-result.ts";
export { conclusionOf, type FailOn, fails } from "./result/conclusion.ts";
export type { ComparisonResult, GateResult, SideNamed } from "./result/gate-result.ts";
export { markdownOf } from "./result/markdown.ts";
export { touchedBy } from "./result/touched.ts";
export {
  becauseText,
  detectableText,
  differenceText,
  headline,
  notesOf,
  seedsText,
  sideText,
  taskWord,
  verdictWord,
} from "./result/words.ts";
export { changedFiles, commitNamed, defaultBase, openRepository, type Repository } from "./sides/repository.ts";
export { openCommit, openSources, type Sources } from "./sides/side.ts";
export type { TrainerEvent } from "./train/trainer.ts";
