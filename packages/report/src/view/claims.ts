import { type Decision, decideClaims, type Verdict } from "qat-claims";
import type { CellRecord } from "qat-ledger";
import type { ReportInput } from "../input.ts";
import { describeClaim, describeThreshold, formatFigure } from "./claim-text.ts";
import { type ForestView, type NamedDecision, viewForests } from "./forest.ts";
import { plural } from "./format.ts";
import { type SourceView, viewSource } from "./source.ts";

/** What the suite claims, and what its records say to that. */
export interface ClaimsView {
  headline: string;
  rows: ClaimView[];
  /** Intervals, one drawing for each quantity. */
  forests: ForestView[];
  notes: string[];
}

export interface ClaimView {
  id: string;
  title: string;
  /** `parq − ste, w1a32`, and task and device where there are several. */
  about: string;
  /** `accuracy above 0`, `perplexity below 0 (lower is better)` */
  asked: string;
  note: string | null;
  source: SourceView;
  /** Null where nothing was measured. */
  measured: { estimate: string; interval: string; count: string } | null;
  verdict: Verdict;
  /** How wide the interval of an undecided claim is. */
  width: string | null;
  /** Why it was not measured: one sentence for the cells that share a reason. */
  reasons: string[];
}

const verdicts: readonly Verdict[] = ["reproduced", "not reproduced", "undecided", "not measured"];

const notes = [
  "A difference is the first variant’s figure less the second’s with the same seed. The interval is Student’s at 95 %, over all planned seeds; while one of them has not completed, nothing is measured.",
  "Reproduced: the whole interval lies on the claimed side. Not reproduced: it lies on the other side. Undecided: it reaches across, and more seeds would narrow it.",
  "Each interval stands by itself; none is corrected for the number of claims.",
];

/** Null for a suite that claims nothing. */
export function viewClaims({ suite, cells, tasks }: ReportInput): ClaimsView | null {
  const { claims = [] } = suite;
  if (claims.length === 0) return null;
  const decisions = decideClaims(claims, cells);
  const devices = new Set(decisions.map(({ device }) => device));
  const isMany = new Set(claims.map(({ task }) => task)).size > 1;
  const lower = new Set(cells.flatMap(({ cell, record }) => (isLower(record) ? cell.task : [])));
  const named = decisions.map((decision): NamedDecision => {
    const { task, figure } = decision.claim;
    const about = describeClaim(decision.claim, isMany);
    return {
      decision,
      about: devices.size > 1 ? `${about}, ${decision.device}` : about,
      task: isMany ? (tasks.find(({ name }) => name === task)?.title ?? task) : null,
      lowerIsBetter: figure.of === "metric" && lower.has(task),
    };
  });
  return {
    headline: describeVerdicts(decisions),
    rows: named.map((decision, i) => viewDecision(decision, `claim-${i + 1}`)),
    forests: viewForests(named),
    notes,
  };
}

function isLower(record: CellRecord | null): boolean {
  return record?.status === "completed" && record.metric.direction === "lower";
}

function viewDecision({ decision, about, lowerIsBetter }: NamedDecision, id: string): ClaimView {
  const { title, note, source } = decision.claim;
  const view = {
    id,
    title,
    about,
    asked: `${decision.figure} ${describeThreshold(decision)}${lowerIsBetter ? " (lower is better)" : ""}`,
    note: note ?? null,
    source: viewSource(source),
    verdict: decision.verdict,
  };
  if (decision.verdict === "not measured") {
    return { ...view, measured: null, width: null, reasons: [...decision.reasons] };
  }
  const { interval, verdict } = decision;
  return {
    ...view,
    measured: {
      estimate: formatFigure(decision, interval.estimate),
      interval: `${formatFigure(decision, interval.low)} to ${formatFigure(decision, interval.high)}`,
      count: `n = ${interval.count}`,
    },
    width: verdict === "undecided" ? formatFigure(decision, interval.high - interval.low).replace("+", "") : null,
    reasons: [],
  };
}

function describeVerdicts(decisions: readonly Decision[]): string {
  const counts = verdicts.flatMap((verdict) => {
    const count = decisions.filter((decision) => decision.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${plural(decisions.length, "claim")}: ${counts.join(", ")}.`;
}
