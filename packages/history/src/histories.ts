import { type Cell, type CellRecord, hashFields, type LedgerContents, type Manifest } from "qat-ledger";
import { findChanges } from "./changes.ts";
import type { ComparedCell, ComparisonHistory } from "./comparison.ts";
import { type CoveredCells, pointsOf } from "./points.ts";

/** What histories are told of, and how sure a change must be. */
export interface HistoryOptions {
  /** Share of histories without a change that may show one, in (0, 1): 0.01 unless given. */
  readonly alpha?: number;
  /** Also runs of sources that no commit holds. */
  readonly uncommitted?: boolean;
}

/** The share of histories without a change that shows one, at most, unless another is asked for. */
export const defaultAlpha = 0.01;

/**
 * The history of every comparison in a ledger: its cells are alike but for the seed, and of equal data and engine
 * fingerprint, for others are not compared (rule 12). Runs of one commit are one, so that shards of a run, and a run that
 * was interrupted and went on, are too. Commits stand in the order in which runs first covered them, which in a nightly
 * is the order of the commits.
 * @returns in the order in which runs first covered the comparisons
 * @throws {SampleError} for an alpha outside (0, 1)
 */
export function comparisonHistories(
  { records, manifests }: LedgerContents,
  { alpha = defaultAlpha, uncommitted = false }: HistoryOptions = {},
): readonly ComparisonHistory[] {
  const covered = new Map<string, { readonly first: CellRecord; readonly bySources: Map<string, CoveredCells> }>();
  const oldestFirst = [...manifests].sort((a, b) => a.at.localeCompare(b.at));
  for (const run of oldestFirst) {
    if (!uncommitted && (run.commit === null || run.dirty)) continue;
    for (const key of run.keys) {
      const record = records.get(key);
      if (!record || record.status === "skipped") continue;
      const id = idOf(record);
      const comparison = covered.get(id) ?? { first: record, bySources: new Map() };
      covered.set(id, comparison);
      const sources = sourcesOf(run);
      const { commit, dirty, at } = run;
      const cells = comparison.bySources.get(sources) ?? { commit: { commit, dirty, at }, records: new Map() };
      comparison.bySources.set(sources, cells);
      cells.records.set(record.cell.seed, record);
    }
  }
  return [...covered].map(([id, { first, bySources }]) => {
    const cells = [...bySources.values()];
    const completed = cells.flatMap(({ records: own }) =>
      [...own.values()].filter((record) => record.status === "completed"),
    );
    const metric = completed[0]?.metric ?? null;
    const points = pointsOf(cells);
    return {
      id,
      cell: comparedCell(first.cell),
      engine: first.engine,
      data: first.data.name,
      metric: metric && { name: metric.name, unit: metric.unit, direction: metric.direction },
      points,
      changes: metric === null ? [] : findChanges(points, metric, alpha),
    };
  });
}

/** What names a comparison: its cell without the seed, and what makes figures comparable at all. */
function idOf({ cell, keyParts: { data = "", engine = "" } }: CellRecord): string {
  return hashFields({ cell: hashFields(comparedCell(cell)), data, engine }).slice(0, 32);
}

function comparedCell({ seed: _, ...cell }: Cell): ComparedCell {
  return cell;
}

/** The same for runs of the same sources; what no commit names is alike with nothing but itself. */
function sourcesOf({ commit, dirtyHash, id }: Manifest): string {
  return commit === null && dirtyHash === null ? id : JSON.stringify([commit, dirtyHash]);
}
