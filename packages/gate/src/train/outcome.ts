import type { CellRecord } from "qat-ledger";
import type { Outcome } from "../decide/comparison.ts";

/**
 * What a margin is in: `points` are differences of per cents; `per cent` are ratios, 100 ln(head / base), for metrics
 * that are no share, as perplexity: there half a point would mean another thing at 20 than at 200.
 */
export type Unit = "points" | "per cent";

/** @param unit the metric's */
export function unitOf(unit: string): Unit {
  return unit === "%" ? "points" : "per cent";
}

/** How a record's cell ended, as far as a verdict depends on it. */
export function outcomeOf(record: CellRecord): Outcome {
  if (record.status !== "completed") return { status: record.status, reason: record.reason };
  const { unit, value } = record.metric;
  const score = unitOf(unit) === "points" ? value : 100 * Math.log(value);
  // A ratio of something that is not above 0 is none.
  if (!Number.isFinite(score)) return { status: "failed", reason: `its ${record.metric.name} is ${value}` };
  return { status: "completed", score, weightHash: record.weightHash };
}

/**
 * What one test example is worth: where an example more is right, 100 / examples points; where one is a nat less likely,
 * 100 / examples per cent of the perplexity.
 * @param records of one task, that say how many examples it has
 */
export function resolutionOf(records: Iterable<CellRecord>): number {
  for (const record of records) if (record.status === "completed") return 100 / record.metric.examples;
  return leastResolution;
}

/** Where nothing has completed, nothing is measured; a comparison has some resolution all the same. */
const leastResolution = 0.01;
