import type { Decision, MeasuredClaim } from "qat-claims";
import { describeThreshold, formatFigure } from "./claim-text.ts";
import { groupBy } from "./group-by.ts";

/** Intervals of one quantity below each other, each with what its claim asks for. */
export interface ForestView {
  title: string;
  /** What a screen reader says in place of the drawing. */
  label: string;
  domain: [number, number];
  rows: ForestRow[];
}

export interface ForestRow {
  /** `parq − ste, w1a32 above +2.00 pp: reproduced` */
  name: string;
  verdict: MeasuredClaim["verdict"];
  estimate: number;
  low: number;
  high: number;
  threshold: number;
}

export interface NamedDecision {
  readonly decision: Decision;
  readonly about: string;
  /** The title of the claim's task; null where all claims are about one. */
  readonly task: string | null;
  /** Whether the claim is about a metric of which less is better. */
  readonly lowerIsBetter: boolean;
}

/** One drawing a quantity and task, over the claims that were measured: what is measured elsewhere has another axis. */
export function viewForests(named: readonly NamedDecision[]): ForestView[] {
  const measured = named.flatMap(({ decision, about, task, lowerIsBetter }) => {
    if (decision.verdict === "not measured") return [];
    const parts = [
      quantityOf(decision),
      ...(lowerIsBetter ? ["lower is better"] : []),
      ...(task === null ? [] : [task]),
    ];
    return [{ decision, about, quantity: parts.join(", ") }];
  });
  return [...groupBy(measured, ({ quantity }) => quantity)].map(([title, members]) => {
    const rows = members.map(({ decision, about }) => viewRow(decision, about));
    const ends = members.map(
      ({ decision, about }) =>
        `${about} from ${formatFigure(decision, decision.interval.low)} to ${formatFigure(decision, decision.interval.high)}, ${decision.verdict}`,
    );
    return {
      title,
      label: `${title}, intervals: ${ends.join("; ")}.`,
      domain: domainOf(rows),
      rows,
    };
  });
}

/** `difference in accuracy (pp)` */
function quantityOf({ claim, figure, unit }: MeasuredClaim): string {
  if (claim.kind === "within") return unit === "" ? figure : `${figure} (${unit})`;
  return `difference in ${figure}${unit === "" ? "" : ` (${unit === "%" ? "pp" : unit})`}`;
}

/** Its name says what was asked for, unless that is more or less than 0. */
function viewRow(decision: MeasuredClaim, about: string): ForestRow {
  const { interval, threshold, verdict } = decision;
  const { estimate, low, high } = interval;
  const asked = threshold.value === 0 ? "" : ` ${describeThreshold(decision)}`;
  return { name: `${about}${asked}: ${verdict}`, verdict, estimate, low, high, threshold: threshold.value };
}

function domainOf(rows: readonly ForestRow[]): [number, number] {
  const values = rows.flatMap(({ low, high, threshold }) => [low, high, threshold]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = high > low ? (high - low) * 0.05 : Math.abs(high) * 0.1 || 1;
  return [low - margin, high + margin];
}
