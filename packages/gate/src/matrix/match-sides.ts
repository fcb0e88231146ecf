import { type CellRecord, cellId } from "qat-ledger";
import { type Plan, type PlannedCell, planSuite } from "qat-runner";
import type { Sources } from "../sides/side.ts";
import type { SideName, TrainedSide } from "../train/trainer.ts";
import { recordsByCell } from "./base-records.ts";
import { lackOf, suiteAtBase } from "./base-suite.ts";
import { type Candidate, candidatesOf } from "./candidate.ts";

/** Head as it is planned: with more seeds than the suite has, those that were selected. */
export interface PlannedHead {
  readonly sources: Sources;
  readonly plan: Plan;
}

/** What head is compared with: sources that can be trained, or what a ledger says. */
export type Base =
  | { readonly kind: "sources"; readonly sources: Sources }
  | { readonly kind: "ledger"; readonly records: ReadonlyMap<string, CellRecord> };

/** Base and head, joined cell by cell. */
export interface Matched {
  readonly candidates: readonly Candidate[];
  readonly sides: Readonly<Partial<Record<SideName, TrainedSide>>>;
  /** Float cells of both sides that others start from, by key. */
  readonly starts: ReadonlyMap<string, PlannedCell>;
}

/**
 * Plans base by this checkout's planner and joins its cells with head's.
 * @param changedFiles that differ between the two; none where that is not known
 */
export async function matchSides(head: PlannedHead, base: Base, changedFiles: readonly string[]): Promise<Matched> {
  const trained = (sources: Sources, plan: Plan): TrainedSide => ({
    workspace: sources.workspace,
    provenance: sources.provenance,
    plan,
  });
  const headSide = trained(head.sources, head.plan);
  const { definitions } = head.sources;
  const paired = { head: head.plan, definitions, changedFiles };
  if (base.kind === "ledger") {
    const starts = startsOf(head.plan);
    const baseOf = recordsByCell(base.records.values(), head.plan.cells);
    return { candidates: candidatesOf({ ...paired, baseOf, starts }), sides: { head: headSide }, starts };
  }
  const { suite, cells } = head.plan;
  const { sources } = base;
  const here = cells.map(({ cell }) => cell);
  const there = suiteAtBase(suite, here, definitions, sources.definitions);
  const plan = there === null ? { suite, cells: [] } : await planSuite(sources.workspace, there, sources.definitions);
  const planned = new Map(plan.cells.map((each) => [cellId(each.cell), each]));
  const starts = startsOf(head.plan, plan);
  const candidates = candidatesOf({
    ...paired,
    starts,
    baseOf(cell) {
      const found = planned.get(cellId(cell));
      if (found) return { from: "plan", planned: found };
      return { lacks: lackOf(sources.definitions, suite.reference, cell) ?? "base does not plan such a cell" };
    },
  });
  return { candidates, sides: { head: headSide, base: trained(sources, plan) }, starts };
}

function startsOf(...plans: readonly Plan[]): Map<string, PlannedCell> {
  const starts = plans.flatMap(({ cells }) => cells.filter(({ isStart }) => isStart));
  return new Map(starts.map((planned) => [planned.key, planned]));
}
