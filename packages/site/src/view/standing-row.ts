import {
  countOutcomes,
  formatBytes,
  formatDifference,
  formatMargin,
  formatMetric,
  formatSeconds,
  isCompleted,
  type Metric,
  type Naming,
} from "qat-report/parts";
import { mean } from "qat-stats";
import type { Ranked, Standing } from "../model/standing.ts";
import { cellPage } from "./context.ts";

/** A row of a ranking, its numbers formatted; null where there is no figure. */
export interface StandingRow {
  readonly title: string;
  readonly swatch: string;
  readonly page: string | null;
  /** The page of its cells. */
  readonly href: string;
  readonly rank: string | null;
  readonly obstacle: string | null;
  readonly leads: boolean;
  readonly value: string | null;
  /** What the mean is sure to within. */
  readonly margin: string | null;
  readonly difference: string | null;
  readonly runs: string;
  readonly best: ShareView | null;
  readonly size: string | null;
  readonly train: string | null;
  /** What did not complete: `1 diverged`. */
  readonly incomplete: string | null;
}

/** A probability in words, and as whole percents for the width of a bar. */
export interface ShareView {
  readonly text: string;
  readonly percent: number;
}

/** @param root of the page's links */
export function viewStanding(standing: Standing, metric: Metric | null, naming: Naming, root: string): StandingRow {
  const { variant, precision, cells, runs, interval, difference, ranked } = standing;
  const [first] = cells;
  const unit = metric?.unit ?? "";
  const incomplete = cells.filter((planned) => !isCompleted(planned));
  const average = (of: (run: (typeof runs)[number]["record"]) => number) => mean(runs.map(({ record }) => of(record)));
  return {
    title: naming.titleOf(variant),
    swatch: naming.styles.of(variant).id,
    page: naming.pageOf(variant),
    href: first === undefined ? "" : cellPage({ ...first.cell, variant, precision }, root),
    rank: ranked && describeRank(ranked),
    obstacle: standing.obstacle,
    leads: ranked?.rank.low === 1,
    value: standing.mean === null ? null : formatMetric(standing.mean, unit),
    margin: interval && formatMargin(interval, unit),
    difference:
      difference === null
        ? null
        : `${formatDifference(difference.mean, unit)}${difference.seeds === runs.length ? "" : ` (n\u00a0=\u00a0${difference.seeds})`}`,
    runs: runs.length === cells.length ? String(runs.length) : `${runs.length} of ${cells.length}`,
    best: ranked && viewShare(ranked.best),
    size: runs.length === 0 ? null : formatBytes(average(({ size }) => size.bytes)),
    train: runs.length === 0 ? null : formatSeconds(average(({ seconds }) => seconds.train)),
    incomplete: incomplete.length === 0 ? null : countOutcomes(incomplete),
  };
}

/** `1`, `2\u20134` */
export function describeRank({ rank: { low, high } }: Ranked): string {
  return low === high ? String(low) : `${low}\u2013${high}`;
}

/** A probability: the draws tell no more than a percent near the ends. */
export function viewShare(share: number): ShareView {
  const percent = Math.round(100 * share);
  const text = share > 0.99 ? "> 99\u00a0%" : share < 0.01 ? "< 1\u00a0%" : `${percent}\u00a0%`;
  return { text, percent };
}
