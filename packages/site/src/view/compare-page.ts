import { confidence } from "qat-claims";
import type { CellRecord, CompletedRecord } from "qat-ledger";
import { formatMargin, formatMetric, groupBy, type Naming, shortHash, sortPrecisions } from "qat-report/parts";
import { mean, tInterval } from "qat-stats";
import { groupId } from "../model/cell-group.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { fingerprintOf } from "../model/version.ts";
import { cellPage, commitPage, namingAt, type SiteContext } from "./context.ts";
import { type DifferenceView, describeDifferences, type FoundFigure } from "./difference.ts";

/** Two commits side by side: the last two as they stand here, all others by the page's script from `data`. */
export interface ComparePageView {
  /** What the script chooses from: JSON that is safe inside of a script element. */
  readonly data: string;
  readonly base: string | null;
  readonly head: string | null;
  readonly rows: readonly CompareRow[];
  readonly styles: Naming["styles"]["all"];
}

export interface CompareRow {
  readonly title: string;
  readonly swatch: string;
  readonly href: string;
  readonly task: string;
  readonly precision: string;
  readonly base: string;
  readonly head: string;
  readonly difference: DifferenceView;
}

/** What the page's script shows of any two commits. */
export interface ComparedCommits {
  readonly confidence: number;
  readonly snapshots: readonly { readonly id: string; readonly name: string; readonly href: string }[];
  readonly rows: readonly Pick<CompareRow, "title" | "swatch" | "href" | "task" | "precision">[];
  /** Each once, however many commits found it. */
  readonly figures: readonly FoundFigure[];
  /** Of each commit, the place of each row's figure; -1 where it has none. */
  readonly results: readonly (readonly number[])[];
}

const noFigure = "\u2013";

export function viewComparePage(context: SiteContext): ComparePageView {
  const naming = namingAt(context, "");
  const { snapshots } = context;
  const found = snapshots.map(figuresOf);
  const groups = new Map(
    snapshots.flatMap(({ records }) => [...records.values()].map(({ cell }) => [groupId(cell), cell] as const)),
  );
  const precisions = sortPrecisions([...groups.values()].map(({ precision }) => precision));
  const rows = [...groups]
    .sort(
      ([, a], [, b]) =>
        a.task.localeCompare(b.task) ||
        precisions.indexOf(a.precision) - precisions.indexOf(b.precision) ||
        a.variant.localeCompare(b.variant) ||
        a.track.localeCompare(b.track),
    )
    .map(([id, cell]) => ({
      id,
      title: naming.titleOf(cell.variant),
      swatch: naming.styles.of(cell.variant).id,
      href: cellPage(cell, ""),
      task: context.titleOfTask(cell.task),
      precision: cell.precision,
    }));
  const [base, head] = [found.at(-2), found.at(-1)];
  return {
    data: JSON.stringify(dataOf(snapshots, found, rows)).replace(/</g, "\\u003c"),
    base: base === undefined ? null : (snapshots.at(-2)?.name ?? null),
    head: base === undefined ? null : (snapshots.at(-1)?.name ?? null),
    rows: base === undefined || head === undefined ? [] : compare(rows, base, head),
    styles: naming.styles.all,
  };
}

/** The rows that either commit covered. */
function compare(
  rows: readonly (ComparedCommits["rows"][number] & { readonly id: string })[],
  base: ReadonlyMap<string, FoundFigure>,
  head: ReadonlyMap<string, FoundFigure>,
): CompareRow[] {
  const covered = rows
    .map(({ id, ...row }) => ({ row, sides: { base: base.get(id), head: head.get(id) } }))
    .filter(({ sides }) => sides.base !== undefined || sides.head !== undefined);
  const differences = describeDifferences(
    covered.map(({ sides }) => sides),
    confidence,
  );
  return covered.map(({ row, sides }, i) => ({
    ...row,
    base: sides.base?.text ?? noFigure,
    head: sides.head?.text ?? noFigure,
    difference: differences[i] as DifferenceView,
  }));
}

function figuresOf({ records }: Snapshot): ReadonlyMap<string, FoundFigure> {
  const groups = groupBy(records.values(), ({ cell }) => groupId(cell));
  return new Map([...groups].map(([id, group]) => [id, figureOf(group)]));
}

function figureOf(records: readonly CellRecord[]): FoundFigure {
  const runs = records.filter((record): record is CompletedRecord => record.status === "completed");
  const [first] = records;
  const unit = runs[0]?.metric.unit ?? "";
  const values = runs.map(({ metric }) => metric.value);
  const distinct = new Set(runs.map(({ weightHash }) => weightHash)).size === runs.length;
  const margin = runs.length > 1 && distinct ? ` ${formatMargin(tInterval(values, confidence), unit)}` : "";
  const count = runs.length === records.length ? "" : ` (${runs.length} of ${records.length} runs)`;
  return {
    text: runs.length === 0 ? "none completed" : `${formatMetric(mean(values), unit)}${margin}${count}`,
    fingerprint: first === undefined ? "" : shortHash(fingerprintOf(first), 6),
    unit,
    seeds: Object.fromEntries(
      runs.map(({ cell, metric, weightHash }) => [cell.seed, [metric.value, shortHash(weightHash, 8)] as const]),
    ),
  };
}

/** Figures are listed once, however many commits found them. */
function dataOf(
  snapshots: readonly Snapshot[],
  found: readonly ReadonlyMap<string, FoundFigure>[],
  rows: readonly (ComparedCommits["rows"][number] & { readonly id: string })[],
): ComparedCommits {
  const figures = new Map<string, number>();
  const listed: FoundFigure[] = [];
  const results = found.map((map) =>
    rows.map(({ id }) => {
      const figure = map.get(id);
      if (figure === undefined) return -1;
      const name = JSON.stringify(figure);
      const index = figures.get(name) ?? listed.push(figure) - 1;
      figures.set(name, index);
      return index;
    }),
  );
  return {
    confidence,
    snapshots: snapshots.map(({ id, name, at }) => ({
      id,
      name: `${name}, ${at.slice(0, 10)}`,
      href: commitPage(id, ""),
    })),
    rows: rows.map(({ id: _, ...row }) => row),
    figures: listed,
    results,
  };
}
