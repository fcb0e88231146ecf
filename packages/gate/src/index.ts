export type { Change, Pool } from "./calibrate/pool.ts";
export { type Rate, rateOf } from "./calibrate/rate.ts";
export { type Replay, replay, type Setting } from "./calibrate/replay.ts";
export type { Comparison, Outcome, Pair } from "./decide/comparison.ts";
export { type Decisions, decide, type Obtain, type Rules } from "./decide/decide.ts";
export { planCounts } from "./decide/plan-counts.ts";
export type { Measured, Verdict } from "./decide/verdict.ts";
