import type { CompletedRecord } from "qat-ledger";
import { changePoints } from "qat-stats";
import type { Change, ComparisonPoint, CoveredCommit } from "./comparison.ts";
import { evidenceOf } from "./points.ts";

/**
 * What changed over a comparison's points: drops and rises of its metric, by the change points of its values, and where
 * its cells began to fail or completed again, which needs no statistics.
 * @param alpha share of histories without a change of the metric that may show one, in (0, 1)
 * @returns oldest first
 * @throws {SampleError} for an alpha outside (0, 1)
 */
export function findChanges(
  points: readonly ComparisonPoint[],
  metric: CompletedRecord["metric"],
  alpha: number,
): Change[] {
  return [...steps(points, metric, alpha), ...outages(points)].sort((a, b) => a.point - b.point);
}

function steps(points: readonly ComparisonPoint[], metric: CompletedRecord["metric"], alpha: number): Change[] {
  const measured = points.flatMap((point, index) => {
    const values = evidenceOf(point);
    return values.length === 0 ? [] : { index, values };
  });
  const found = changePoints(
    measured.map(({ values }) => values),
    alpha,
    resolutionOf(metric),
  );
  const indexOf = (at: number) => measured[at]?.index ?? 0;
  return found.map(({ index, seenAt, before, after, p }) => ({
    kind: after > before === (metric.direction === "higher") ? "rise" : "drop",
    point: indexOf(index),
    shownBy: indexOf(seenAt),
    ...commitsAround(points, indexOf(index - 1), indexOf(index)),
    step: { before, after, p },
  }));
}

/** Where the first cell stopped to complete, and where all did again. */
function outages(points: readonly ComparisonPoint[]): Change[] {
  const failing = points.map(({ seeds }) => seeds.some(({ status }) => status !== "completed"));
  return failing.flatMap((fails, point): Change[] => {
    if (point === 0 || fails === failing[point - 1]) return [];
    const kind = fails ? "fails" : "completes";
    return [{ kind, point, shownBy: point, ...commitsAround(points, point - 1, point), step: null }];
  });
}

/** One example more or less of the test set is the least by which a percentage can differ. */
function resolutionOf({ unit, examples }: CompletedRecord["metric"]): number {
  return unit === "%" && examples > 0 ? 100 / examples : 0;
}

function commitsAround(
  points: readonly ComparisonPoint[],
  before: number,
  since: number,
): { readonly lastBefore: CoveredCommit; readonly since: CoveredCommit } {
  const lastBefore = points[before]?.commits.at(-1);
  const first = points[since]?.commits[0];
  if (!lastBefore || !first) throw new Error(`a change between points ${before} and ${since} of ${points.length}`);
  return { lastBefore, since: first };
}
