import type { Cell, CellRecord } from "qat-ledger";
import { type Claim, variantsOfClaim } from "./claim.ts";
import type { Replicate } from "./decision.ts";
import { type FigureValue, figureOf } from "./figure.ts";

/** A cell of the plan with its record, null while it has none. */
export interface JudgedCell {
  readonly cell: Cell;
  readonly record: CellRecord | null;
}

/** The figures of a claim by seed, or what stands in the way of them. */
export type Replicates =
  | { readonly replicates: readonly Replicate[]; readonly unit: string; readonly metric: string }
  | { readonly reasons: readonly string[] };

/** One seed of one variant: its figure, or why there is none. */
type Run = { readonly variant: string; readonly seed: number } & (
  | (Exclude<FigureValue, { missing: string }> & { readonly metric: string; readonly weightHash: string })
  | { readonly missing: string }
);
type MeasuredRun = Exclude<Run, { missing: string }>;

const notPlanned = "not among the suite's cells";

/**
 * Collects a claim's figures: at all seeds that the suite plans for each of its variants, or none. A verdict on those runs
 * alone that happened to complete would favour a method whose bad runs diverge.
 * @param cells the plan's cells on one device
 */
export function collectReplicates(claim: Claim, cells: readonly JudgedCell[]): Replicates {
  const variants = variantsOfClaim(claim);
  const planned = cells.filter(
    ({ cell }) => cell.task === claim.task && cell.precision === claim.precision && variants.includes(cell.variant),
  );
  const seedsOf = (variant: string) => planned.flatMap(({ cell }) => (cell.variant === variant ? cell.seed : []));
  const [own = [], other = own] = variants.map(seedsOf);
  const seeds = own.filter((seed) => other.includes(seed)).sort((a, b) => a - b);
  const unplanned = variants.filter((variant) => seedsOf(variant).length === 0);
  if (unplanned.length > 0) return { reasons: unplanned.map((variant) => `${nameOf(claim, variant)}: ${notPlanned}`) };
  if (seeds.length === 0) return { reasons: [`${variants.join(" and ")} have no seed in common`] };
  const runs = variants.flatMap((variant) => seeds.map((seed) => runOf(claim, variant, seed, planned)));
  const measured = runs.filter((run): run is MeasuredRun => !("missing" in run));
  const reasons = [
    ...obstacles(claim, runs),
    ...sharedWeights(claim, measured),
    ...differentBases(measured),
    ...(seeds.length > 1 ? [] : [`one seed decides nothing: the suite has seed ${seeds[0]} alone, two are the least`]),
  ];
  const [first] = measured;
  if (reasons.length > 0 || first === undefined) return { reasons };
  const figureAt = (variant: string, seed: number) =>
    measured.find((run) => run.variant === variant && run.seed === seed)?.value ?? Number.NaN;
  return {
    replicates: seeds.map((seed) => ({
      seed,
      value: figureAt(claim.variant, seed),
      ...(claim.kind === "within" ? {} : { against: figureAt(claim.against, seed) }),
    })),
    unit: first.unit,
    metric: first.metric,
  };
}

function runOf({ figure }: Claim, variant: string, seed: number, planned: readonly JudgedCell[]): Run {
  const found = planned.find(({ cell }) => cell.variant === variant && cell.seed === seed);
  const run = { variant, seed };
  if (found === undefined) return { ...run, missing: notPlanned };
  const { record } = found;
  if (record === null) return { ...run, missing: "no record yet" };
  if (record.status !== "completed") return { ...run, missing: `${record.status}: ${record.reason}` };
  return { ...run, ...figureOf(record, figure), metric: record.metric.name, weightHash: record.weightHash };
}

/** Cells without a figure, those of a variant with the same reason in one sentence. */
function obstacles(claim: Claim, runs: readonly Run[]): string[] {
  const groups = new Map<string, { variant: string; missing: string; seeds: number[] }>();
  for (const run of runs) {
    if (!("missing" in run)) continue;
    const { variant, seed, missing } = run;
    const id = JSON.stringify([variant, missing]);
    const group = groups.get(id) ?? { variant, missing, seeds: [] };
    groups.set(id, { ...group, seeds: [...group.seeds, seed] });
  }
  return [...groups.values()].map(({ variant, missing, seeds }) => `${nameOf(claim, variant, seeds)}: ${missing}`);
}

/** Two seeds of a variant that ended in the same weights are one run, and would count as two. */
function sharedWeights(claim: Claim, runs: readonly MeasuredRun[]): string[] {
  return variantsOfClaim(claim).flatMap((variant) => {
    const own = runs.filter((run) => run.variant === variant);
    const hashes = [...new Set(own.map(({ weightHash }) => weightHash))];
    return hashes.flatMap((hash) => {
      const same = own.filter(({ weightHash }) => weightHash === hash).map(({ seed }) => seed);
      if (same.length < 2) return [];
      return [`${nameOf(claim, variant, same)}: ended in the same weights, so they are one run and no replicates`];
    });
  });
}

function differentBases(runs: readonly MeasuredRun[]): string[] {
  const bases = [...new Set(runs.map(({ basis }) => basis))];
  return bases.length < 2 ? [] : [`its figures were not measured alike: ${bases.join("; ")}`];
}

/** Cells as `describeCell` writes one: `ste resnet8-fashion w1a32 seed 4, 5`. */
function nameOf({ task, precision }: Claim, variant: string, seeds: readonly number[] = []): string {
  return [variant, task, precision, ...(seeds.length === 0 ? [] : [`seed ${seeds.join(", ")}`])].join(" ");
}
