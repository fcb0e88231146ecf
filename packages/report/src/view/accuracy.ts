import { mean } from "qat-stats";
import type { PlannedCell } from "../input.ts";
import { type Comparison, type CompletedCell, cellsAt, isCompleted, lonePrecision } from "./comparison.ts";
import { capitalize, formatDifference, formatMetric } from "./format.ts";
import { methodOf } from "./method-name.ts";
import { describeDirection, describeValue } from "./metric.ts";
import { type Naming, nameOf } from "./naming.ts";
import { cellId, describeRuns, outcomesOf } from "./outcome.ts";
import { describePrecision } from "./precision.ts";
import type { AccuracyView, ScoreView } from "./types.ts";

/**
 * The metric by method and precision, each with its difference to the reference.
 * @param own the method whose page it is for, whose rows are marked and whose seeds are listed
 */
export function viewAccuracy(comparison: Comparison, naming: Naming, own: string | null = null): AccuracyView {
  const { variants, precisions, reference, metric } = comparison;
  const lone = lonePrecision(comparison);
  const isOwn = (variant: string) => methodOf(variant) === own;
  const columns = precisions.filter((precision) => precision !== lone);
  const rows = variants.filter((variant) => lone === null || variant !== reference);
  return {
    caption: metric === null ? "Scores" : `${capitalize(metric.name)} of the exported network on the whole test set`,
    columns: columns.map((precision) => ({ precision, gloss: describePrecision(precision) })),
    reference:
      lone === null || reference === null
        ? null
        : {
            ...nameOf(reference, naming),
            gloss: `${lone}, the reference`,
            span: columns.length,
            cell: viewScore(comparison, naming, reference, lone, isOwn(reference)),
          },
    rows: rows.map((variant) => ({
      ...nameOf(variant, naming),
      own: isOwn(variant),
      cells: columns.map((precision) => viewScore(comparison, naming, variant, precision, isOwn(variant))),
    })),
    notes: notes(comparison, naming),
  };
}

/** One sentence that says where the methods lie, and names no winner. */
export function describeResult(comparison: Comparison, naming: Naming): string {
  const { metric, reference, cells } = comparison;
  const completed = cells.filter(isCompleted);
  if (metric === null || completed.length === 0) return "No cell has completed yet.";
  const score = (cells: readonly CompletedCell[]) => mean(cells.map(({ record }) => record.metric.value));
  const float = completed.filter(({ cell }) => cell.variant === reference);
  const others = comparison.variants
    .filter((variant) => variant !== reference)
    .flatMap((variant) => comparison.precisions.map((precision) => cellsAt(comparison, variant, precision)))
    .map((seeds) => seeds.filter(isCompleted))
    .filter((seeds) => seeds.length > 0)
    .map(score);
  const sentences = [];
  if (reference !== null && float.length > 0) {
    sentences.push(`${naming.titleOf(reference)} reaches ${describeValue(score(float), metric)}.`);
  }
  if (others.length > 0) {
    const [lowest, highest] = [Math.min(...others), Math.max(...others)].map((end) => formatMetric(end, metric.unit));
    const range =
      lowest === highest
        ? `reach ${describeValue(Math.min(...others), metric)}`
        : `lie between ${lowest} and ${highest}`;
    sentences.push(`The other methods ${range}, over all precisions.`);
  }
  if (metric.direction === "lower") sentences.push(`${capitalize(describeDirection(metric))}.`);
  return sentences.join(" ");
}

function viewScore(
  comparison: Comparison,
  naming: Naming,
  variant: string,
  precision: string,
  lists: boolean,
): ScoreView {
  const cells = cellsAt(comparison, variant, precision);
  const completed = cells.filter(isCompleted);
  const [first] = completed;
  if (first === undefined) {
    return {
      planned: cells.length > 0,
      value: null,
      difference: null,
      count: null,
      seeds: null,
      outcomes: outcomesOf(cells, naming.suitePage),
      href: null,
    };
  }
  const { unit } = first.record.metric;
  return {
    planned: true,
    value: formatMetric(mean(completed.map(({ record }) => record.metric.value)), unit),
    difference: viewDifference(comparison, completed),
    count: describeRuns(completed.length, cells.length),
    seeds: lists ? listSeeds(completed) : null,
    outcomes: outcomesOf(cells, naming.suitePage),
    href: `${naming.suitePage}#${cellId(first)}`,
  };
}

/** `seed 1`, or each value with its seed. */
function listSeeds(completed: readonly CompletedCell[]): string {
  const [first] = completed;
  if (first !== undefined && completed.length === 1) return `seed ${first.cell.seed}`;
  return completed
    .map(({ cell, record }) => `seed ${cell.seed}: ${formatMetric(record.metric.value, record.metric.unit)}`)
    .join(", ");
}

/** The mean difference over the seeds in which the reference completed too. */
function viewDifference(comparison: Comparison, completed: readonly CompletedCell[]): string | null {
  const differences = completed.flatMap((planned) => {
    const reference = referenceOf(comparison, planned);
    return reference === null ? [] : [planned.record.metric.value - reference.record.metric.value];
  });
  const [first] = completed;
  if (first === undefined || differences.length === 0) return null;
  const difference = formatDifference(mean(differences), first.record.metric.unit);
  return differences.length === completed.length ? difference : `${difference} (n\u00a0=\u00a0${differences.length})`;
}

/** The reference with the same seed: at the same precision, or at its only one. */
function referenceOf({ cells, reference }: Comparison, { cell }: PlannedCell): CompletedCell | null {
  if (cell.variant === reference) return null;
  const candidates = cells.filter((other) => other.cell.variant === reference && other.cell.seed === cell.seed);
  const same = candidates.find((other) => other.cell.precision === cell.precision);
  const chosen = same ?? (candidates.length === 1 ? candidates[0] : undefined);
  return chosen !== undefined && isCompleted(chosen) ? chosen : null;
}

function notes(comparison: Comparison, naming: Naming): string[] {
  const { metric, reference } = comparison;
  const notes = [];
  if (reference !== null) {
    const unit = metric?.unit === "%" ? "in percentage points (pp)" : "in the metric's unit";
    const worse = metric?.direction === "lower" ? "; above 0 is worse" : "";
    notes.push(`Below each score: its difference to ${naming.titleOf(reference)} with the same seed, ${unit}${worse}.`);
  }
  const seeds = Math.max(
    ...comparison.variants.flatMap((v) => comparison.precisions.map((p) => cellsAt(comparison, v, p).length)),
  );
  notes.push(
    seeds === 1
      ? "n = 1: a single run each. No interval is claimed; small differences may be chance."
      : "n counts completed runs, each with a seed of its own; scores are means over them. n = 1 is a single run.",
  );
  if (metric?.direction === "lower") notes.push(`${capitalize(describeDirection(metric))}.`);
  return notes;
}
