import { describePrecision, type Naming, plural } from "qat-report/parts";
import type { Contest } from "../model/contest.ts";
import { leadOf } from "../model/leaders.ts";
import type { Ranking, Standing } from "../model/standing.ts";
import { type StandingRow, viewStanding } from "./standing-row.ts";

/** One precision of a contest. */
export interface BlockView {
  readonly id: string;
  readonly precision: string;
  readonly gloss: string;
  readonly verdict: string;
  readonly rows: readonly StandingRow[];
  /** Variants that do not apply here, so that nothing was tried; null where all do. */
  readonly skipped: string | null;
}

/** @param standings those that are shown, all or one method's */
export function viewBlock(
  contest: Contest,
  ranking: Ranking,
  standings: readonly Standing[],
  naming: Naming,
  root: string,
): BlockView {
  const skipped = standings.filter(({ cells }) => cells.every(({ record }) => record?.status === "skipped"));
  return {
    id: blockId(contest, ranking.precision),
    precision: ranking.precision,
    gloss: describePrecision(ranking.precision),
    verdict: ranking.standings.length > 1 ? describeVerdict(ranking, naming) : "",
    rows: standings
      .filter((standing) => !skipped.includes(standing))
      .map((standing) => viewStanding(standing, contest.metric, naming, root)),
    skipped:
      skipped.length === 0
        ? null
        : `Skipped, for it does not apply: ${skipped.map(({ variant }) => naming.titleOf(variant)).join("; ")}.`,
  };
}

/** One sentence: who is ahead, and how sure that is. */
function describeVerdict(ranking: Ranking, naming: Naming): string {
  const lead = leadOf(ranking);
  if (lead === null) return "No run completed.";
  const { first, tied } = lead;
  const name = naming.titleOf(first.variant);
  const others = ranking.standings.filter(({ ranked }) => ranked !== null).length - 1;
  const over = `over ${plural(ranking.seeds.length, "seed")}`;
  switch (lead.kind) {
    case "alone":
      return `${name} leads: better than ${others === 1 ? "the other" : `all ${others} others`} that ${others === 1 ? "is" : "are"} ranked, ${over}.`;
    case "open":
      return `${name} leads what is ranked, ${over}; runs that failed or timed out may yet change that.`;
    case "tie":
      return `A tie of ${tied.length + 1}: ${over} nothing tells ${[first, ...tied].map(({ variant }) => naming.titleOf(variant)).join(", ")} apart.`;
    default:
      return `${name} has the best mean; nobody is ranked (${first.obstacle ?? ""}).`;
  }
}

/** Where a precision of a contest stands on the page. */
export function blockId(contest: Contest, precision: string): string {
  return `${contest.id}-${precision.replace(/[^a-z0-9]/g, "-")}`;
}
