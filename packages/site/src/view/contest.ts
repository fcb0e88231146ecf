import {
  capitalize,
  dataWarnings,
  describeDirection,
  type FigureView,
  formatMean,
  type Naming,
  plural,
  viewAgainstBytes,
} from "qat-report/parts";
import { viewAgainstBits } from "./against-bits.ts";
import { devicePage, methodPage } from "./context.ts";
import { type Tags, tagsOf } from "./filters.ts";
import type { RankedContest } from "./matrix.ts";
import { type BlockView, viewBlock } from "./ranking.ts";

/** A task on one device and track: the ranking of each precision, and the figures. */
export interface ContestView extends Tags {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly deviceName: string;
  readonly devicePage: string;
  readonly metric: string;
  /** The float network's figure, null where there is none. */
  readonly float: { readonly title: string; readonly page: string | null; readonly value: string } | null;
  readonly blocks: readonly BlockView[];
  readonly notes: readonly string[];
  readonly figures: readonly FigureView[];
}

export function viewContest({ contest, rankings }: RankedContest, naming: Naming, root: string): ContestView {
  const { metric, reference, title, device, outdated } = contest;
  const standings = rankings.flatMap((ranking) => ranking.standings);
  const float = standings.find(({ variant }) => variant === reference);
  const compared = rankings.filter((ranking) => ranking.standings.some(({ variant }) => variant !== reference));
  return {
    ...tagsOf(contest),
    id: contest.id,
    title,
    subtitle: contest.subtitle,
    deviceName: device.name,
    devicePage: devicePage(device.id, root),
    metric: metric === null ? "Score" : `${capitalize(metric.name)}, ${describeDirection(metric)}`,
    float:
      float === undefined || float.mean === null || metric === null
        ? null
        : {
            title: naming.titleOf(float.variant),
            page: methodPage(float.variant, root),
            value: `${formatMean(float.mean, float.interval, metric.unit)} (n\u00a0=\u00a0${float.runs.length})`,
          },
    blocks: compared.map((ranking) => viewBlock(contest, ranking, ranking.standings, naming, root)),
    notes: [
      ...dataWarnings(contest),
      ...(outdated === 0
        ? []
        : [
            `${plural(outdated, "record")} of older code ${outdated === 1 ? "is" : "are"} left out: other seeds of the same row have newer ones.`,
          ]),
    ],
    // The float network alone is one mark.
    figures:
      compared.length === 0
        ? []
        : [viewAgainstBits(contest, rankings, naming), withoutTables(viewAgainstBytes(contest, naming))].filter(
            ({ charts }) => charts.length > 0,
          ),
  };
}

/** Beside a ranking, which has means, intervals and sizes: a table of the same would be most of a long page. */
function withoutTables({ charts, ...figure }: FigureView): FigureView {
  return { ...figure, charts: charts.map((chart) => ({ ...chart, table: null })) };
}
