import { confidence, type PublishedFigure } from "qat-claims";
import { type Interval, mean, standardDeviation, tInterval, welchInterval } from "qat-stats";
import { type Comparison, type CompletedCell, cellsAt, describeBudget } from "./comparison.ts";
import { otherDataOf } from "./data-origin.ts";
import { capitalize, formatDifference, formatMetric, formatReported, formatSpread, plural } from "./format.ts";
import { groupBy } from "./group-by.ts";
import type { MethodName, OutcomeView } from "./links.ts";
import { describeDirection } from "./metric.ts";
import { type Naming, nameOf } from "./naming.ts";
import { describeRuns, outcomesOf } from "./outcome.ts";
import { areReplicates, scoreAt } from "./scores.ts";
import { type SourceView, viewSource } from "./source.ts";

/** What papers report, beside what was measured here. */
export interface PublishedView {
  caption: string;
  /** Why the two may not be held against each other as they stand. */
  warnings: string[];
  /** The rows of each method: one a precision. */
  methods: PublishedRow[][];
  notes: string[];
}

export interface PublishedRow {
  /** Set in the first row of a method only, over all of which it spans. */
  heading: (MethodName & { span: number }) | null;
  precision: string;
  /** Null while no run completed. */
  measured: { value: string; spread: string | null; count: string } | null;
  /** `not measured yet`, or what became of its cells. */
  outcomes: OutcomeView[];
  published: { value: string; spread: string | null; runs: string | null };
  source: SourceView;
  /** Null where there is nothing to subtract. */
  difference: { value: string; interval: string | null } | null;
  /** Why there is no difference though both figures are there. */
  obstacle: string | null;
}

/** Null where no paper reports a figure of the comparison's cells. */
export function viewPublished(comparison: Comparison, naming: Naming): PublishedView | null {
  const { published, variants, precisions, metric } = comparison;
  if (published.length === 0) return null;
  const bySubject = groupBy(published, ({ variant }) => variant);
  const methods = variants.flatMap((variant) => {
    const figures = (bySubject.get(variant) ?? []).toSorted(
      (a, b) => precisions.indexOf(a.precision) - precisions.indexOf(b.precision),
    );
    return figures.length === 0 ? [] : [figures];
  });
  const name = metric?.name ?? "score";
  return {
    caption: `${capitalize(name)} as measured here and as published`,
    warnings: obstaclesToPublished(comparison),
    methods: methods.map((figures) =>
      figures.map((figure, index) => ({
        heading: index === 0 ? { ...nameOf(figure.variant, naming), span: figures.length } : null,
        ...viewFigure(comparison, naming, figure),
      })),
    ),
    notes: describeColumns(comparison),
  };
}

function viewFigure(comparison: Comparison, naming: Naming, figure: PublishedFigure): Omit<PublishedRow, "heading"> {
  const { variant, precision, value, spread, runs, source } = figure;
  const unit = comparison.metric?.unit ?? "";
  const cells = cellsAt(comparison, variant, precision);
  const score = scoreAt(comparison, variant, precision);
  const outcomes = outcomesOf(cells, naming.suitePage);
  const others = otherDataOf(comparison);
  const obstacle = score?.runs.some(({ record }) => others.includes(record.data.name)) ? "on other data" : null;
  return {
    precision,
    measured:
      score === null
        ? null
        : {
            value: formatMetric(score.mean, unit),
            spread: areReplicates(score.runs) ? formatSpread(standardDeviation(valuesOf(score.runs)), unit) : null,
            count: describeRuns(score.runs.length, score.planned),
          },
    outcomes: cells.every(({ record }) => record === null) ? outcomes.map(renameMissing) : outcomes,
    published: {
      value: formatReported(value, unit),
      spread: spread === undefined ? null : `\u00b1\u00a0${formatReported(spread, "")}`,
      runs: runs === undefined ? null : plural(runs, "run"),
    },
    source: viewSource(source),
    difference: score === null || obstacle !== null ? null : viewDifference(score.runs, figure, unit),
    obstacle,
  };
}

/** None of its runs has been made, which is the same for each of them. */
function renameMissing(outcome: OutcomeView): OutcomeView {
  return { ...outcome, word: "not measured yet" };
}

/** Ours less theirs, with an interval where there are several runs of ours. */
function viewDifference(
  runs: readonly CompletedCell[],
  figure: PublishedFigure,
  unit: string,
): PublishedRow["difference"] {
  const values = valuesOf(runs);
  const interval = areReplicates(runs) ? intervalOf(values, figure) : null;
  return {
    value: formatDifference(mean(values) - figure.value, unit),
    interval:
      interval === null ? null : `${formatDifference(interval.low, unit)} to ${formatDifference(interval.high, unit)}`,
  };
}

/** Welch's where the paper gives spread and runs of its own; else ours alone around a figure that is taken as exact. */
function intervalOf(values: readonly number[], { value, spread, runs }: PublishedFigure): Interval {
  if (spread === undefined || runs === undefined) {
    return tInterval(
      values.map((own) => own - value),
      confidence,
    );
  }
  const ours = { mean: mean(values), deviation: standardDeviation(values), count: values.length };
  return welchInterval(ours, { mean: value, deviation: spread, count: runs }, confidence);
}

function valuesOf(runs: readonly CompletedCell[]): number[] {
  return runs.map(({ record }) => record.metric.value);
}

/** Why what is measured here is not to be held against what is published, as it stands. Empty where it is. */
export function obstaclesToPublished(comparison: Comparison): string[] {
  const { budget } = comparison.setting;
  const others = otherDataOf(comparison);
  return [
    ...(others.length === 0
      ? []
      : [
          `What is measured here is measured on ${others.join(" and ")}, what is published is not: the two are figures of different data, and no difference of them is shown.`,
        ]),
    ...(budget === 1
      ? []
      : [`What is measured here is measured after ${describeBudget(budget)}: it reproduces no figure of a paper.`]),
  ];
}

function describeColumns({ metric, published }: Comparison): string[] {
  const isExact = published.some(({ spread, runs }) => spread === undefined || runs === undefined);
  const better = metric === null ? "" : ` ${capitalize(describeDirection(metric))}.`;
  return [
    `After ±: the standard deviation over runs, as papers give it.${better}`,
    "Ours − theirs: the difference of the means, over those of our runs that completed, with its 95 % interval (Welch’s), which one run of ours has not. An interval that holds 0 shows no difference; it does not show that there is none.",
    ...(isExact
      ? [
          "Where a paper gives no spread or no number of runs, its figure is taken as exact, and the interval is too narrow.",
        ]
      : []),
    "Published figures are others’: their code, their seeds, and what the suite’s description says of where it departs from theirs.",
  ];
}
