import { confidence } from "qat-claims";
import type { CellRecord, CompletedRecord } from "qat-ledger";
import {
  formatDifference,
  formatMargin,
  formatMetric,
  groupBy,
  type Naming,
  shortHash,
  sortPrecisions,
} from "qat-report/parts";
import { mean, pairedDifference, studentQuantile, tInterval } from "qat-stats";
import { groupId } from "../model/cell-group.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { fingerprintOf } from "../model/version.ts";
import { cellPage, commitPage, namingAt, type SiteContext } from "./context.ts";

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
  readonly difference: string;
}

/** What runs of one commit found of cells that are alike but for the seed. */
interface FoundFigure {
  /** `97.50 % ± 0.20` */
  readonly text: string;
  readonly fingerprint: string;
  readonly unit: string;
  /** Value and the beginning of the weights' hash by seed, of those that completed. */
  readonly seeds: Readonly<Record<string, readonly [number, string]>>;
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
    rows:
      base === undefined || head === undefined
        ? []
        : rows.flatMap(({ id, ...row }) => {
            const [before, after] = [base.get(id), head.get(id)];
            if (before === undefined && after === undefined) return [];
            const texts = { base: before?.text ?? noFigure, head: after?.text ?? noFigure };
            return [{ ...row, ...texts, difference: describeDifference(before, after) }];
          }),
    styles: naming.styles.all,
  };
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

/** Paired by seed: the mean difference with its 95 % interval, or why there is none. `compare.js` says the same. */
export function describeDifference(base: FoundFigure | undefined, head: FoundFigure | undefined): string {
  if (base === undefined) return "new";
  if (head === undefined) return "not covered";
  if (base.fingerprint !== head.fingerprint) return "not comparable: another engine or other data";
  const pairs = Object.keys(head.seeds).flatMap((seed) => {
    const [before, after] = [base.seeds[seed], head.seeds[seed]];
    return before === undefined || after === undefined ? [] : [{ before, after }];
  });
  if (pairs.length === 0) return "no seed completed in both";
  if (pairs.every(({ before, after }) => before[1] === after[1])) return "bit-identical";
  const [ours, theirs] = [pairs.map(({ after }) => after[0]), pairs.map(({ before }) => before[0])];
  const difference = formatDifference(mean(ours) - mean(theirs), head.unit);
  if (pairs.length === 1) return `${difference}, one seed`;
  const interval = pairedDifference(ours, theirs, confidence);
  return `${difference} ${formatMargin(interval, head.unit)}${interval.low > 0 || interval.high < 0 ? ", by more than chance" : ""}`;
}

/** Figures are listed once, however many commits found them. */
function dataOf(
  snapshots: readonly Snapshot[],
  found: readonly ReadonlyMap<string, FoundFigure>[],
  rows: readonly { readonly id: string }[],
) {
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
  const most = Math.max(1, ...listed.map(({ seeds }) => Object.keys(seeds).length));
  return {
    snapshots: snapshots.map(({ id, name, at }) => ({
      id,
      name: `${name}, ${at.slice(0, 10)}`,
      href: commitPage(id, ""),
    })),
    rows: rows.map(({ id: _, ...row }) => row),
    figures: listed,
    results,
    /** By how many standard errors an interval reaches, for two pairs and more. */
    quantiles: Array.from({ length: most - 1 }, (_, index) => studentQuantile("a table", confidence, index + 1)),
  };
}
