import { describePrecision, formatMean, type Naming, sortPrecisions } from "qat-report/parts";
import type { Contest } from "../model/contest.ts";
import { type Lead, leadOf } from "../model/leaders.ts";
import type { Ranking } from "../model/standing.ts";
import { type Tags, tagsOf } from "./filters.ts";
import { blockId } from "./ranking.ts";
import { viewShare } from "./standing-row.ts";

/** Who is ahead where, at a glance. */
export interface MatrixView {
  readonly columns: readonly { readonly precision: string; readonly gloss: string }[];
  readonly rows: readonly (Tags & {
    readonly href: string;
    readonly title: string;
    readonly subtitle: string;
    readonly cells: readonly { readonly precision: string; readonly lead: LeadView | null }[];
  })[];
}

export interface LeadView {
  readonly kind: Lead["kind"];
  readonly href: string;
  readonly title: string;
  readonly swatch: string;
  readonly value: string;
  /** How sure it is: `tie of 3`, `one seed`. */
  readonly certainty: string;
  readonly best: ReturnType<typeof viewShare> | null;
}

/** What is compared on a task, ranked precision by precision. */
export interface RankedContest {
  readonly contest: Contest;
  readonly rankings: readonly Ranking[];
}

export function viewMatrix(ranked: readonly RankedContest[], naming: Naming): MatrixView {
  const shown = ranked.flatMap(({ contest, rankings }) => {
    const compared = rankings.filter(({ standings }) => standings.length > 1);
    return compared.length === 0 ? [] : [{ contest, compared }];
  });
  const columns = sortPrecisions(shown.flatMap(({ compared }) => compared.map(({ precision }) => precision)));
  return {
    columns: columns.map((precision) => ({ precision, gloss: describePrecision(precision) })),
    rows: shown.map(({ contest, compared }) => ({
      ...tagsOf(contest),
      href: `#${contest.id}`,
      title: contest.title,
      subtitle: contest.subtitle,
      cells: columns.map((precision) => {
        const ranking = compared.find((candidate) => candidate.precision === precision);
        const lead = ranking === undefined ? null : leadOf(ranking);
        return { precision, lead: lead && viewLead(lead, contest, precision, naming) };
      }),
    })),
  };
}

function viewLead(lead: Lead, contest: Contest, precision: string, naming: Naming): LeadView {
  const { first } = lead;
  const unit = contest.metric?.unit ?? "";
  return {
    kind: lead.kind,
    href: `#${blockId(contest, precision)}`,
    title: naming.titleOf(first.variant),
    swatch: naming.styles.of(first.variant).id,
    value: first.mean === null ? "" : formatMean(first.mean, first.interval, unit),
    certainty: describeCertainty(lead),
    best: first.ranked && viewShare(first.ranked.best),
  };
}

function describeCertainty({ kind, first, tied }: Lead): string {
  if (kind === "alone") return "shown to lead";
  if (kind === "open") return "leads, runs missing";
  return kind === "tie" ? `tie of ${tied.length + 1}` : `not ranked: ${first.obstacle ?? ""}`;
}
