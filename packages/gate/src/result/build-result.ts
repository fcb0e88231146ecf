import type { CellRecord } from "qat-ledger";
import { bootstrapInterval, type Interval } from "qat-stats";
import { acceptanceOf } from "../accepted/acceptance.ts";
import type { Accepted } from "../accepted/accepted.ts";
import { differencesOf } from "../decide/usable-pairs.ts";
import type { Verdict } from "../decide/verdict.ts";
import { type Gated, recordsOf } from "../gate.ts";
import type { Candidate } from "../matrix/candidate.ts";
import { outcomeOf, unitOf } from "../train/outcome.ts";
import { byExampleOf } from "./by-example.ts";
import {
  type ComparisonResult,
  type EndedCell,
  type GateResult,
  type GateVerdict,
  gateResultVersion,
  type TaskResult,
} from "./gate-result.ts";
import { timeRatioOf } from "./time-ratio.ts";

/** What a result says besides what was found. */
export type Circumstances = Pick<GateResult, "at" | "suite" | "base" | "head" | "alpha" | "margin" | "changedFiles"> & {
  readonly accepted: readonly Accepted[];
  readonly budgetSeconds: number;
};

/** Puts together what was found. @param candidates in the suite's order */
export function buildResult(
  candidates: readonly Candidate[],
  gated: Gated,
  { accepted, budgetSeconds, ...circumstances }: Circumstances,
): GateResult {
  const today = circumstances.at.slice(0, 10);
  const comparisons = candidates.map((candidate) => comparisonResult(candidate, gated, accepted, today));
  const { trainer, counts } = gated;
  return {
    version: gateResultVersion,
    ...circumstances,
    effort: {
      budgetSeconds,
      spentSeconds: budgetSeconds - trainer.left() / 1000,
      trained: trainer.trained.size,
      reused: [...trainer.records.keys()].filter((key) => !trainer.trained.has(key)).length,
      counts,
    },
    comparisons,
    tasks: [...gated.decisions.tasks].map(([task, verdict]) => taskResult(task, verdict, comparisons, gated)),
  };
}

function comparisonResult(
  candidate: Candidate,
  gated: Gated,
  accepted: readonly Accepted[],
  today: string,
): ComparisonResult {
  const { id, cell, metric, reasons, fate } = candidate;
  const verdict = verdictOf(candidate, gated);
  const ended =
    fate.kind === "changed" ? fate.seeds.flatMap((pair) => endedPair(pair.seed, recordsOf(pair, gated.trainer))) : [];
  return {
    id,
    cell,
    metric: metric === null ? null : { ...metric, marginIn: unitOf(metric.unit) },
    verdict,
    acceptance:
      verdict.kind === "regression" ? acceptanceOf(accepted, cell, -verdict.difference.estimate, today) : null,
    reasons,
    seeds: ended.map(({ seed, base, head }) => ({
      seed,
      base: endedCell(base),
      head: endedCell(head),
      byExample: byExampleOf(base, head),
    })),
    bootstrap: bootstrapOf(candidate, verdict, ended, gated),
    time: fate.kind === "changed" ? timeRatioOf(ended, gated.trainer.trained) : null,
  };
}

/** The seed of the bootstrap's draws. */
const drawSeed = 1;

/** The most that the bootstrap's draws can give. */
const highestConfidence = 0.9998;

function bootstrapOf(
  candidate: Candidate,
  verdict: GateVerdict,
  ended: readonly ReturnType<typeof endedPair>[number][],
  { comparisons }: Gated,
): Interval | null {
  const comparison = comparisons.get(candidate);
  if (!comparison || !("difference" in verdict) || verdict.difference.confidence > highestConfidence) return null;
  const pairs = ended.map(({ seed, base, head }) => ({ seed, base: outcomeOf(base), head: outcomeOf(head) }));
  const differences = differencesOf(comparison, pairs);
  return differences.length < 2 ? null : bootstrapInterval(differences, verdict.difference.confidence, drawSeed);
}

function verdictOf(candidate: Candidate, { comparisons, decisions }: Gated): GateVerdict {
  if (candidate.fate.kind !== "changed") return candidate.fate;
  const comparison = comparisons.get(candidate);
  return (comparison && decisions.comparisons.get(comparison)) ?? { kind: "untrained" };
}

/** The mean over a task, which accepted regressions pull down with them. */
function taskResult(
  task: string,
  verdict: Verdict,
  comparisons: readonly ComparisonResult[],
  gated: Gated,
): TaskResult {
  const own = new Set([...gated.comparisons].flatMap(([{ id }, comparison]) => (comparison.task === task ? [id] : [])));
  const members = comparisons.filter(({ id }) => own.has(id));
  return {
    task,
    marginIn: members.find(({ metric }) => metric !== null)?.metric?.marginIn ?? "points",
    verdict,
    accepted: verdict.kind === "regression" && members.some(({ acceptance }) => acceptance?.state === "accepted"),
  };
}

function endedPair(
  seed: number,
  { base, head }: { readonly base: CellRecord | null; readonly head: CellRecord | null },
) {
  return base && head ? [{ seed, base, head }] : [];
}

function endedCell(record: CellRecord): EndedCell {
  const value = record.status === "completed" ? record.metric.value : null;
  return { key: record.key, startedAt: record.startedAt, value, ...outcomeOf(record) };
}
