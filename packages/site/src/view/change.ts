import type { Change, ComparisonHistory } from "qat-history";
import { formatDifference, formatMetric } from "qat-report/parts";
import { type CommitView, viewCommit } from "./context.ts";

/** Where a history became another, in words. */
export interface ChangeView {
  readonly kind: Change["kind"];
  /** `97.50 % to 95.00 % (−2.50 pp, p = 0.0012)` */
  readonly what: string;
  readonly since: CommitView;
  /** The last commit before: of a drop, the last good one. */
  readonly lastBefore: CommitView;
  readonly changed: string;
}

export function viewChange(
  { metric, points }: Pick<ComparisonHistory, "metric" | "points">,
  { kind, step, since, lastBefore, point }: Change,
  repository: string | null,
): ChangeView {
  const unit = metric?.unit ?? "";
  return {
    kind,
    what:
      step === null
        ? kind === "fails"
          ? "a run did not complete"
          : "all runs complete again"
        : `${formatMetric(step.before, unit)} to ${formatMetric(step.after, unit)} (${formatDifference(step.after - step.before, unit)}, p = ${step.p.toPrecision(2)})`,
    since: viewCommit(since, repository),
    lastBefore: viewCommit(lastBefore, repository),
    changed: points[point]?.changed.join(", ") ?? "",
  };
}
