import { mean } from "qat-stats";
import type { Outcome } from "../decide/comparison.ts";
import { differencesOf } from "../decide/usable-pairs.ts";
import type { Mutant } from "./mutants.ts";
import type { Change, Pool } from "./pool.ts";

/** A kind of change on which the gate is tried. */
export interface Scenario {
  readonly kind: "unchanged" | "shift" | "mutant";
  readonly name: string;
  readonly description: string;
  readonly shift: number | null;
  readonly effect: number | null;
  /** Played in turn. */
  readonly changes: readonly [Change, ...Change[]];
}

/** The pools of one method's variants. */
export interface MethodPools {
  readonly method: string;
  readonly pools: readonly Pool[];
}

/** What cells ended as under a mutant, by the pool of what they ended as without it. */
export interface MutantRuns {
  readonly mutant: Mutant;
  /** The i-th run is of the seed of the pool's i-th. Of the comparisons that the mutant touches only. */
  readonly runs: ReadonlyMap<Pool, readonly Outcome[]>;
}

/** Losses, in points, that are planted where every method changes. */
const wideShifts = [0.25, 0.5, 1];

/**
 * Nothing changed, in one method or in all; a point lost in one method; less and as much lost in all; and each mutant.
 * Scores that are shifted have seeds of their own, as scores of changed code have.
 */
export function scenariosOf(methods: readonly MethodPools[], mutants: readonly MutantRuns[]): Scenario[] {
  const one = methods.map(({ method, pools }): Change => ({ method, pools, paired: false }));
  const all: Change = { pools: methods.flatMap(({ pools }) => pools), paired: false };
  const [first, ...others] = one;
  if (!first) return [];
  const shifted = (change: Change, by: number): Change => ({ ...change, headOf: lowered(by) });
  const planted = { kind: "shift", effect: null } as const;
  return [
    {
      kind: "unchanged",
      name: "one method",
      description: "The same code with other seeds, for the cells of one method.",
      shift: null,
      effect: null,
      changes: [first, ...others],
    },
    {
      kind: "unchanged",
      name: "every method",
      description: "The same code with other seeds, for every cell of the suite.",
      shift: null,
      effect: null,
      changes: [all],
    },
    {
      ...planted,
      name: "one method",
      description: "Each score of one method is a point worse.",
      shift: 1,
      changes: [shifted(first, 1), ...others.map((change) => shifted(change, 1))],
    },
    ...wideShifts.map((by) => ({
      ...planted,
      name: "every method",
      description: `Each score of the suite is ${by} ${by === 1 ? "point" : "of a point"} worse.`,
      shift: by,
      changes: [shifted(all, by)] as const,
    })),
    ...mutants.filter(({ runs }) => runs.size > 0).map(ofMutant),
  ];
}

/** Worse by so many points, whatever direction is better. */
function lowered(by: number): NonNullable<Change["headOf"]> {
  return ({ comparison, runs }, run) => {
    const outcome = runs[run] as Outcome;
    if (outcome.status !== "completed") return outcome;
    return { ...outcome, score: outcome.score + (comparison.direction === "higher" ? -by : by) };
  };
}

function ofMutant({ mutant, runs }: MutantRuns): Scenario {
  const headOf = (pool: Pool, run: number) => runs.get(pool)?.[run] as Outcome;
  const differences = [...runs].flatMap(([pool, own]) =>
    differencesOf(
      pool.comparison,
      own.map((head, i) => ({ seed: i, base: pool.runs[i] as Outcome, head })),
    ),
  );
  return {
    kind: "mutant",
    name: mutant.name,
    description: mutant.description,
    shift: null,
    effect: differences.length === 0 ? null : mean(differences),
    changes: [{ pools: [...runs.keys()], headOf, paired: true }],
  };
}
