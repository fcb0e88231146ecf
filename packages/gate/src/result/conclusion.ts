import type { ComparisonResult, GateResult, TaskResult } from "./gate-result.ts";

/** What a gate comes to. */
export type Conclusion = "regression" | "inconclusive" | "passed";

/** What of it fails the command. */
export type FailOn = readonly Exclude<Conclusion, "passed">[];

/**
 * `regression` where head is worse somewhere, or fails where base completes, and that is not accepted; else
 * `inconclusive` where something that changed is undecided; else `passed`. What cannot be compared decides nothing.
 */
export function conclusionOf({ comparisons, tasks }: Pick<GateResult, "comparisons" | "tasks">): Conclusion {
  if (comparisons.some(isUnaccepted) || tasks.some(isWorse)) return "regression";
  const undecided = ["inconclusive", "untrained"];
  return comparisons.some(({ verdict }) => undecided.includes(verdict.kind)) ? "inconclusive" : "passed";
}

/** Whether a conclusion fails the command. */
export function fails(conclusion: Conclusion, failOn: FailOn): boolean {
  return conclusion !== "passed" && failOn.includes(conclusion);
}

function isUnaccepted({ verdict, acceptance }: ComparisonResult): boolean {
  return verdict.kind === "failed" || (verdict.kind === "regression" && acceptance?.state !== "accepted");
}

function isWorse({ verdict, accepted }: TaskResult): boolean {
  return verdict.kind === "regression" && !accepted;
}
