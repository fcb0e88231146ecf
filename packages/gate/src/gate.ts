import { isFinal } from "qat-ledger";
import type { PlannedCell } from "qat-runner";
import type { Comparison, Pair } from "./decide/comparison.ts";
import { type Decisions, decide } from "./decide/decide.ts";
import { planCounts } from "./decide/plan-counts.ts";
import { isIdentical } from "./decide/usable-pairs.ts";
import type { AtBase, Candidate, SeedPair } from "./matrix/candidate.ts";
import type { Matched } from "./matrix/match-sides.ts";
import { affordableSeeds, secondsByCell } from "./train/affordable.ts";
import { trainingOrder } from "./train/order.ts";
import { outcomeOf, resolutionOf } from "./train/outcome.ts";
import { openTrainer, type Trainer, type TrainerOptions } from "./train/trainer.ts";

export interface GateOptions extends Omit<TrainerOptions, "sides"> {
  /** Share of gates, in (0, 1), in which any verdict may be wrong. */
  readonly alpha: number;
  /** Differences within it do not matter, in points. */
  readonly margin: number;
}

/** What training gave, and what was decided by it. */
export interface Gated {
  readonly decisions: Decisions;
  /** The comparison of each candidate that a change touches. */
  readonly comparisons: ReadonlyMap<Candidate, Comparison>;
  readonly trainer: Trainer;
  /** Seeds at each look; none where nothing had to be decided. */
  readonly counts: readonly number[];
}

type Changed = Candidate & { readonly fate: Extract<Candidate["fate"], { kind: "changed" }> };

/**
 * Trains base and head in alternation, and compares them until each changed candidate is decided or the budget is spent.
 *
 * The first seed of all tells which changed at all, and how long they take. From that it is planned, before any
 * difference of scores is looked at, how many seeds the rest of the budget affords, and so at how many seeds it is looked.
 */
export async function gate({ candidates, sides, starts }: Matched, options: GateOptions): Promise<Gated> {
  const trainer = openTrainer({ ...options, sides });
  const changed = candidates.filter((candidate): candidate is Changed => candidate.fate.kind === "changed");

  const trainSeeds = async (wanted: readonly (readonly [Changed, number])[]) => {
    const pairs = wanted.map(([{ fate }, count]) => fate.seeds.slice(0, count));
    await trainer.train(trainingOrder(pairs, starts));
  };

  await trainSeeds(changed.map((candidate) => [candidate, 1]));
  const comparisons = new Map(changed.map((candidate) => [candidate, comparisonOf(candidate, trainer)]));
  const candidateOf = new Map([...comparisons].map(([candidate, comparison]) => [comparison, candidate]));
  const open = changed.filter((candidate) => !pairsOf(candidate, trainer, 1).some(isIdentical));
  const counts = open.length === 0 ? [] : planCounts(1 + (await affordable(open, starts, trainer, options)));

  const decisions = await decide([...comparisons.values()], { ...options, counts }, async (wanted) => {
    const asked = [...wanted].map(([comparison, count]) => [candidateOf.get(comparison) as Changed, count] as const);
    await trainSeeds(asked);
    return new Map(
      asked.map(([candidate, count]) => [comparisons.get(candidate) as Comparison, pairsOf(candidate, trainer, count)]),
    );
  });
  return { decisions, comparisons, trainer, counts };
}

/** The records of one seed at both sides; null for those that are not there. */
export function recordsOf({ base, head }: SeedPair, { records }: Pick<Trainer, "records">) {
  return {
    base: base.from === "ledger" ? base.record : (records.get(base.planned.key) ?? null),
    head: records.get(head.key) ?? null,
  };
}

/** Of the first seeds, those that both sides have. */
function pairsOf({ fate }: Changed, trainer: Trainer, count: number): Pair[] {
  return fate.seeds.slice(0, count).flatMap((pair) => {
    const { base, head } = recordsOf(pair, trainer);
    return base && head ? [{ seed: pair.seed, base: outcomeOf(base), head: outcomeOf(head) }] : [];
  });
}

function comparisonOf({ id, cell, metric, fate }: Changed, trainer: Trainer): Comparison {
  const known = fate.seeds.flatMap((pair) => {
    const { base, head } = recordsOf(pair, trainer);
    return [base, head].flatMap((record) => record ?? []);
  });
  const task = `${cell.task} ${cell.device}`;
  return { id, task, direction: metric?.direction ?? "higher", resolution: resolutionOf(known) };
}

/** How many seeds after the first the rest of the budget affords. */
async function affordable(
  open: readonly Changed[],
  starts: ReadonlyMap<string, PlannedCell>,
  trainer: Trainer,
  { ledger, slots }: GateOptions,
): Promise<number> {
  const seconds = secondsByCell([...trainer.records.values(), ...recordsAtBase(open)]);
  const most = Math.max(...open.map(({ fate }) => fate.seeds.length));
  const rounds = Array.from({ length: most - 1 }, (_, i) =>
    trainingOrder(
      open.map(({ fate }) => fate.seeds.slice(i + 1, i + 2)),
      starts,
    ),
  );
  const missing = await Promise.all(
    rounds.map(async (cells) => {
      const records = await Promise.all(cells.map(({ planned }) => ledger.read(planned.key)));
      return cells.filter((_, i) => !(records[i] && isFinal(records[i])));
    }),
  );
  return affordableSeeds(missing, seconds, trainer.left() / 1000, slots.specs.length);
}

function recordsAtBase(open: readonly Changed[]) {
  const atBase = open.flatMap(({ fate }) => fate.seeds.map(({ base }) => base));
  return atBase.flatMap((base: AtBase) => (base.from === "ledger" ? [base.record] : []));
}
