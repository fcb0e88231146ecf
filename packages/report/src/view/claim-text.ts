import type { Claim, Decision } from "qat-claims";
import { formatDifference, formatMetric } from "./format.ts";

/** `parq − ste, w1a32`, or, among claims about several tasks, `parq − ste, lstm-brown w1a32`. */
export function describeClaim(claim: Claim, namesTask: boolean): string {
  const who = claim.kind === "within" ? claim.variant : `${claim.variant} − ${claim.against}`;
  return `${who}, ${namesTask ? `${claim.task} ` : ""}${claim.precision}`;
}

/** `above 0`, `at least −1.00 pp` */
export function describeThreshold(decision: Decision): string {
  const { side, value, inclusive } = decision.threshold;
  const level = value === 0 ? "0" : formatFigure(decision, value);
  return inclusive ? `at ${side === "above" ? "least" : "most"} ${level}` : `${side} ${level}`;
}

/** A difference, signed and, of percentages, in percentage points; or a variant's own figure. */
export function formatFigure(decision: Decision, value: number): string {
  const unit = decision.verdict === "not measured" ? "" : decision.unit;
  return decision.claim.kind === "within" ? formatMetric(value, unit) : formatDifference(value, unit);
}
