import { type Cell, type CellRecord, cellId } from "qat-ledger";
import type { Definitions, Plan, PlannedCell } from "qat-runner";
import { whyNotComparable } from "./differences.ts";
import { type Reasons, reasonsOf } from "./reasons.ts";

/** Cells that are alike but for their seeds. */
export type CellsAlike = Omit<Cell, "seed">;

/** How a task's figures are read. */
export interface MetricOf {
  readonly name: string;
  readonly unit: string;
  readonly direction: "higher" | "lower";
}

/** What base has of one cell: it is planned, so that it can be trained, or it is what a ledger says. */
export type AtBase =
  | { readonly from: "plan"; readonly planned: PlannedCell }
  | { readonly from: "ledger"; readonly record: CellRecord };

/** One seed of a candidate at both sides. */
export interface SeedPair {
  readonly seed: number;
  readonly base: AtBase;
  readonly head: PlannedCell;
}

/** Cells alike at base and head, and what the plans alone say of them. */
export interface Candidate {
  readonly id: string;
  readonly cell: CellsAlike;
  /** Null where the task does not load. */
  readonly metric: MetricOf | null;
  readonly fate: /** Equal keys: nothing that can change a result differs. */
    | { readonly kind: "unchanged" }
    | { readonly kind: "not-comparable"; readonly reason: string }
    /** Head cannot train what base can. */
    | { readonly kind: "failed"; readonly seed: number; readonly reason: string }
    /** Seeds in the order in which they are trained. */
    | { readonly kind: "changed"; readonly seeds: readonly SeedPair[] };
  readonly reasons: Reasons;
}

export interface Paired {
  readonly head: Plan;
  readonly definitions: Definitions;
  /** What base has of a cell of head, or why it has none. */
  readonly baseOf: (cell: Cell) => AtBase | { readonly lacks: string };
  /** Float cells of both sides, by their keys. */
  readonly starts: ReadonlyMap<string, PlannedCell>;
  readonly changedFiles: readonly string[];
}

/** Joins head's cells with base's, and says what is decided without any training. In the suite's order. */
export function candidatesOf({ head, definitions, baseOf, starts, changedFiles }: Paired): Candidate[] {
  const groups = new Map<string, PlannedCell[]>();
  for (const planned of head.cells) {
    const id = cellId({ ...planned.cell, seed: 0 });
    groups.set(id, [...(groups.get(id) ?? []), planned]);
  }
  return [...groups.values()].map((cells) => {
    const [first] = cells as [PlannedCell];
    const { seed: _, ...cell } = first.cell;
    const found = cells.map((planned) => ({ planned, base: baseOf(planned.cell) }));
    const seeds = found.flatMap(({ planned, base }) =>
      "lacks" in base ? [] : [{ seed: planned.cell.seed, base, head: planned }],
    );
    const common = { id: nameOf(cell), cell, metric: metricOf(definitions, cell.task) };
    const [pair] = seeds;
    if (!pair) {
      const lack = found.map(({ base }) => ("lacks" in base ? base.lacks : "")).find((reason) => reason !== "");
      const fate = { kind: "not-comparable" as const, reason: lack ?? "base has no such cell" };
      return { ...common, fate, reasons: { files: [], parts: [] } };
    }
    return { ...common, fate: fateOf(seeds), reasons: reasonsOf(keyedOf(pair.base), pair.head, changedFiles, starts) };
  });
}

/** What names a candidate among the others of one suite: `ste lenet5-mnist w2a32 native`. */
export function nameOf({ variant, task, precision, device }: CellsAlike): string {
  return `${variant} ${task} ${precision} ${device}`;
}

function fateOf(seeds: readonly SeedPair[]): Candidate["fate"] {
  const reasons = seeds.map(({ base, head }) => whyNotComparable(keyedOf(base), head));
  const comparable = seeds.filter((_, i) => reasons[i] === null);
  const [first] = comparable;
  if (!first) return { kind: "not-comparable", reason: reasons.find((reason) => reason !== null) ?? "" };
  if (comparable.every(({ base, head }) => keyedOf(base).key === head.key)) return { kind: "unchanged" };
  const atBase = first.base.from === "plan" ? whyUntrainable(first.base.planned) : null;
  if (atBase !== null) return { kind: "not-comparable", reason: `base cannot train it: ${atBase}` };
  const atHead = whyUntrainable(first.head);
  if (atHead !== null) return { kind: "failed", seed: first.seed, reason: `head cannot train it: ${atHead}` };
  return { kind: "changed", seeds: comparable };
}

function keyedOf(base: AtBase): PlannedCell | CellRecord {
  return base.from === "plan" ? base.planned : base.record;
}

function whyUntrainable({ skip, broken }: PlannedCell): string | null {
  if (broken !== undefined) return broken;
  return skip === undefined ? null : `skipped: ${skip}`;
}

function metricOf({ tasks }: Definitions, name: string): MetricOf | null {
  const task = tasks.find((candidate) => candidate.name === name);
  if (!task || "broken" in task) return null;
  const { metric } = task.definition;
  return { name: metric.name, unit: metric.unit, direction: metric.direction };
}
