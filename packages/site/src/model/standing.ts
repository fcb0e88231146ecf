import { confidence } from "qat-claims";
import {
  areReplicates,
  type Comparison,
  type CompletedCell,
  groupBy,
  isBetter,
  isCompleted,
  type Metric,
} from "qat-report/parts";
import { type Interval, mean, probabilityOfBest, type RankInterval, rankIntervals, tInterval } from "qat-stats";
import { type Contest, rowId } from "./contest.ts";

type Planned = Comparison["cells"][number];

/** One variant at one precision: its figures over seeds, and where it stands among the others. */
export interface Standing {
  readonly variant: string;
  readonly precision: string;
  readonly cells: readonly Planned[];
  readonly runs: readonly CompletedCell[];
  /** Of the metric; null where no run completed. */
  readonly mean: number | null;
  /** Student's, of the mean; null for a single run, and for runs that ended in the same weights. */
  readonly interval: Interval | null;
  /** Against the float network, paired by seed: the mean, over so many seeds. */
  readonly difference: { readonly mean: number; readonly seeds: number } | null;
  readonly ranked: Ranked | null;
  /** Why it has no rank; null where it has one. */
  readonly obstacle: string | null;
}

export interface Ranked {
  readonly rank: RankInterval;
  /** The probability of being best, given the seeds at hand. */
  readonly best: number;
}

/** All that is known of one precision of a contest. */
export interface Ranking {
  readonly precision: string;
  /** Those with a figure by their mean, the best first; behind them the others. */
  readonly standings: readonly Standing[];
  /** Seeds that the ranks rest on. */
  readonly seeds: readonly number[];
}

/** The seed of the draws of probabilities. */
const drawSeed = 1;

/** One minus the share of cases in which all rank intervals of a precision hold. */
const alpha = 1 - confidence;

/** Figures of equal runs are computed once, whichever commit they are shown for. */
const known = new Map<string, Ranking>();

/** Ranks a contest's variants at each of its precisions, from few bits to many. */
export function rankContest(contest: Contest): readonly Ranking[] {
  const floats =
    contest.reference === null ? [] : contest.cells.filter(({ cell }) => cell.variant === contest.reference);
  return contest.precisions.map((precision) => {
    const rows = contest.variants.flatMap((variant) => contest.rows.get(rowId(variant, precision)) ?? []);
    const id = JSON.stringify([rows, floats].map((cells) => cells.map(({ key, record }) => [key, record?.startedAt])));
    const ranking = known.get(id) ?? rankAt(contest, precision, rows, floats);
    known.set(id, ranking);
    return ranking;
  });
}

function rankAt(
  { metric, reference }: Contest,
  precision: string,
  cells: readonly Planned[],
  floats: readonly Planned[],
): Ranking {
  const rows = [...groupBy(cells, ({ cell }) => cell.variant)].map(([variant, group]) => {
    const runs = group.filter(isCompleted);
    return { variant, precision, cells: group, runs, obstacle: obstacleOf(group, runs) };
  });
  const { seeds, candidates } = commonSeeds(rows.filter(({ obstacle }) => obstacle === null));
  const ranks = metric === null ? null : rank(candidates, seeds, metric);
  const standings = rows.map((row): Standing => {
    const ranked = ranks?.get(row.variant) ?? null;
    const values = row.runs.map(scoreOf);
    return {
      ...row,
      mean: values.length === 0 ? null : mean(values),
      interval: areReplicates(row.runs) ? tInterval(values, confidence) : null,
      difference: row.variant === reference ? null : againstFloat(row.runs, floats.filter(isCompleted)),
      ranked,
      obstacle: ranked === null ? (row.obstacle ?? whyNobody(candidates.length, seeds.length)) : null,
    };
  });
  return { precision, standings: inOrder(standings, metric), seeds: ranks === null ? [] : seeds };
}

/** Why a row cannot be ranked by itself. */
function obstacleOf(cells: readonly Planned[], runs: readonly CompletedCell[]): string | null {
  if (runs.length === 0) return "no run completed";
  if (runs.length < cells.length) return `${cells.length - runs.length} of ${cells.length} runs did not complete`;
  if (runs.length === 1) return "one seed";
  return areReplicates(runs) ? null : "seeds ended in the same weights";
}

function whyNobody(candidates: number, seeds: number): string {
  return candidates < 2 ? "no other to be ranked against" : `${seeds} seeds in common with the others`;
}

interface Candidate {
  readonly variant: string;
  readonly runs: readonly CompletedCell[];
}

/** The seeds that all rows completed. */
function commonSeeds<T extends Candidate>(rows: readonly T[]): { seeds: readonly number[]; candidates: readonly T[] } {
  const [first] = rows;
  const sets = rows.map(({ runs }) => new Set(runs.map(({ cell }) => cell.seed)));
  const seeds = (first?.runs ?? []).map(({ cell }) => cell.seed).filter((seed) => sets.every((set) => set.has(seed)));
  return { seeds, candidates: rows };
}

function rank(
  candidates: readonly Candidate[],
  seeds: readonly number[],
  { direction }: Metric,
): ReadonlyMap<string, Ranked> | null {
  if (candidates.length < 2 || seeds.length < 2) return null;
  const samples = candidates.map(({ runs }) => {
    const bySeed = new Map(runs.map((run) => [run.cell.seed, scoreOf(run)]));
    return seeds.map((seed) => bySeed.get(seed) as number);
  });
  const ranks = rankIntervals(samples, direction, alpha);
  const shares = probabilityOfBest(samples, direction, drawSeed);
  return new Map(
    candidates.map(({ variant }, i) => [variant, { rank: ranks[i] as RankInterval, best: shares[i] as number }]),
  );
}

function againstFloat(runs: readonly CompletedCell[], floats: readonly CompletedCell[]): Standing["difference"] {
  const bySeed = new Map(floats.map((run) => [run.cell.seed, scoreOf(run)]));
  const differences = runs.flatMap((run) => {
    const float = bySeed.get(run.cell.seed);
    return float === undefined ? [] : scoreOf(run) - float;
  });
  return differences.length === 0 ? null : { mean: mean(differences), seeds: differences.length };
}

function inOrder(standings: readonly Standing[], metric: Metric | null): readonly Standing[] {
  return standings.toSorted((a, b) => {
    if (a.mean === null || b.mean === null) return Number(a.mean === null) - Number(b.mean === null);
    if (a.mean === b.mean || metric === null) return a.variant.localeCompare(b.variant);
    return isBetter(metric, a.mean, b.mean) ? -1 : 1;
  });
}

function scoreOf({ record }: CompletedCell): number {
  return record.metric.value;
}
