import { bestAt, bestRule } from "./best.ts";
import { type Comparison, cellsAt, describeBudget, describeExamples, separator } from "./comparison.ts";
import { otherDataOf } from "./data-origin.ts";
import { formatMargin, formatMetric } from "./format.ts";
import { groupBy } from "./group-by.ts";
import type { MethodName, OutcomeView } from "./links.ts";
import { describeDirection, nameWithUnit } from "./metric.ts";
import { type Naming, nameOf } from "./naming.ts";
import { describeRuns, outcomesOf } from "./outcome.ts";
import { describePrecision, sortPrecisions } from "./precision.ts";
import { scoreAt } from "./scores.ts";

/** Tasks side by side: a column a task, a block a precision, never a mean over tasks. */
export interface OverviewView {
  headline: string;
  tables: OverviewTable[];
  notes: string[];
}

/** The tasks of one track, on one device and one choice of training examples. */
export interface OverviewTable {
  caption: string;
  columns: OverviewColumn[];
  /** `span` is the number of columns. */
  blocks: { precision: string; gloss: string; span: number; rows: (MethodName & { cells: SummaryView[] })[] }[];
}

export interface OverviewColumn {
  title: string;
  href: string;
  /** `accuracy (%)`; null while nothing says it. */
  metric: string | null;
  direction: string | null;
  /** `↑` or `↓`, beside the same in words. */
  arrow: string | null;
  budget: string;
  /** Set where the data is not what was published. */
  data: string | null;
}

/** The seeds of one method at one precision on one task. */
export interface SummaryView {
  planned: boolean;
  value: string | null;
  /** `± 0.31`, half of the mean's interval; null for a single run. */
  margin: string | null;
  count: string | null;
  best: boolean;
  outcomes: OutcomeView[];
}

/** Null for a plan with a single task, whose comparisons say all of it. */
export function viewOverview(comparisons: readonly Comparison[], naming: Naming): OverviewView | null {
  const tasks = new Set(comparisons.map(({ setting }) => setting.task)).size;
  if (tasks < 2) return null;
  const groups = groupBy(comparisons, describeSetting);
  const tables = [...groups].map(([caption, members]) => viewTable(caption, members, naming));
  const isMarked = tables.some(({ blocks }) =>
    blocks.some(({ rows }) => rows.some(({ cells }) => cells.some(({ best }) => best))),
  );
  return {
    headline: `${tasks} tasks, each in its own metric: compare down a column, not across.`,
    tables,
    notes: [
      "Each figure is the mean over the seeds that completed, with, after ±, half of Student’s 95 % interval of that mean; n counts the runs. n = 1 is a single run: it has no interval, and small differences may be chance.",
      `${bestRule}${isMarked ? "" : " Here the runs show it of none."}`,
      "No figure is a mean over tasks, tracks, budgets or devices.",
    ],
  };
}

/** What the tasks of a table share; a budget is each task's own. */
function describeSetting({ setting: { track, trainOn, device } }: Comparison): string {
  return [`${track} track`, ...describeExamples(trainOn), device].join(separator);
}

function viewTable(caption: string, comparisons: readonly Comparison[], naming: Naming): OverviewTable {
  const variants = [...new Set(comparisons.flatMap((comparison) => comparison.variants))];
  const planned = (precision: string) =>
    variants.filter((variant) => comparisons.some((comparison) => cellsAt(comparison, variant, precision).length > 0));
  const precisions = sortPrecisions(comparisons.flatMap((comparison) => comparison.precisions));
  const isReference = (precision: string) =>
    planned(precision).every((variant) => variant === comparisons[0]?.reference);
  const ordered = [...precisions.filter(isReference), ...precisions.filter((precision) => !isReference(precision))];
  return {
    caption,
    columns: comparisons.map(viewColumn),
    blocks: ordered.map((precision) => {
      const best = comparisons.map((comparison) => bestAt(comparison, precision));
      return {
        precision,
        gloss: isReference(precision) ? `${describePrecision(precision)}, the reference` : describePrecision(precision),
        span: comparisons.length + 1,
        rows: planned(precision).map((variant) => ({
          ...nameOf(variant, naming),
          cells: comparisons.map((comparison, i) =>
            viewSummary(comparison, naming, variant, precision, best[i] === variant),
          ),
        })),
      };
    }),
  };
}

function viewColumn(comparison: Comparison): OverviewColumn {
  const { title, id, metric, setting } = comparison;
  const others = otherDataOf(comparison);
  return {
    title,
    href: `#${id}`,
    metric: metric === null ? null : nameWithUnit(metric.name, metric.unit),
    direction: metric === null ? null : describeDirection(metric),
    arrow: metric === null ? null : metric.direction === "higher" ? "\u2191" : "\u2193",
    budget: describeBudget(setting.budget),
    data: others.length === 0 ? null : others.join(", "),
  };
}

function viewSummary(
  comparison: Comparison,
  naming: Naming,
  variant: string,
  precision: string,
  best: boolean,
): SummaryView {
  const cells = cellsAt(comparison, variant, precision);
  const score = scoreAt(comparison, variant, precision);
  const outcomes = outcomesOf(cells, naming.suitePage);
  const unit = comparison.metric?.unit ?? "";
  if (score === null) return { planned: cells.length > 0, value: null, margin: null, count: null, best, outcomes };
  return {
    planned: true,
    value: formatMetric(score.mean, unit),
    margin: score.interval === null ? null : formatMargin(score.interval, unit),
    count: describeRuns(score.runs.length, score.planned),
    best,
    outcomes,
  };
}
