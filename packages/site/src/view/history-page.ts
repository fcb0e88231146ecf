import type { ComparisonHistory } from "qat-history";
import {
  type ChartView,
  capitalize,
  describeBudget,
  describePrecision,
  formatTime,
  groupBy,
  type Naming,
  plural,
  shortHash,
  sortPrecisions,
} from "qat-report/parts";
import { deviceOf } from "../model/device.ts";
import { type ChangeView, viewChange } from "./change.ts";
import { type CommitView, cellPage, commitPage, namingAt, type SiteContext, viewCommit } from "./context.ts";
import { viewHistoryChart } from "./history-chart.ts";

/** Changes that the page lists; the feed has more. */
const maximumChanges = 50;

/** Every comparison commit by commit. */
export interface HistoryPageView {
  readonly lede: string;
  /** The latest first. */
  readonly changes: readonly (ChangeView & { readonly name: string; readonly page: string; readonly at: string })[];
  readonly moreChanges: string | null;
  /** The latest first. */
  readonly commits: readonly {
    readonly commit: CommitView;
    readonly page: string;
    readonly at: string;
    readonly cells: string;
  }[];
  readonly sections: readonly HistorySection[];
  readonly styles: Naming["styles"]["all"];
}

/** Histories of one setting and engine. */
export interface HistorySection {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly legend: readonly { readonly name: string; readonly swatch: string }[];
  readonly charts: readonly ChartView[];
}

export function viewHistoryPage(context: SiteContext): HistoryPageView {
  const { histories, snapshots, input } = context;
  const naming = namingAt(context, "");
  const changes = histories
    .flatMap((history) => history.changes.map((change) => ({ history, change })))
    .sort((a, b) => b.change.since.at.localeCompare(a.change.since.at));
  const sections = groupBy(histories, ({ cell: { task, track, budget, trainOn, device }, engine, data }) =>
    JSON.stringify([task, track, budget, trainOn, device, engine, data]),
  );
  return {
    lede: `${plural(histories.length, "comparison")} over ${plural(snapshots.length, "commit")} that runs covered. Runs with uncommitted changes are in no history.`,
    changes: changes.slice(0, maximumChanges).map(({ history, change }) => ({
      ...viewChange(history, change, input.repository),
      name: `${context.titleOf(history.cell.variant)}, ${history.cell.precision}, ${context.titleOfTask(history.cell.task)}`,
      page: cellPage(history.cell, ""),
      at: formatTime(change.since.at),
    })),
    moreChanges:
      changes.length > maximumChanges
        ? `${plural(changes.length - maximumChanges, "older change")} on the pages of their cells.`
        : null,
    commits: snapshots.toReversed().map((snapshot) => ({
      commit: viewCommit(snapshot, input.repository),
      page: commitPage(snapshot.id, ""),
      at: formatTime(snapshot.at),
      cells: String(snapshot.records.size),
    })),
    sections: [...sections.values()].flatMap((group) => viewSection(context, naming, group)),
    styles: naming.styles.all,
  };
}

/** None where no chart has two commits. */
function viewSection(context: SiteContext, naming: Naming, histories: readonly ComparisonHistory[]): HistorySection[] {
  const [first] = histories;
  if (first === undefined) return [];
  const { cell, engine, data } = first;
  const byPrecision = groupBy(histories, (history) => history.cell.precision);
  const charts = sortPrecisions(byPrecision.keys()).flatMap((precision) => {
    const own = byPrecision.get(precision) ?? [];
    const metric = own.find((history) => history.metric !== null)?.metric ?? null;
    const lines = own
      .toSorted((a, b) => a.cell.variant.localeCompare(b.cell.variant))
      .map((history) => ({
        ...{ name: context.titleOf(history.cell.variant), style: naming.styles.of(history.cell.variant), history },
      }));
    const name = [precision, describePrecision(precision)].filter((part) => part !== "").join(", ");
    return (metric && viewHistoryChart(`${capitalize(metric.name)}, ${name}`, lines, metric, false)) ?? [];
  });
  if (charts.length === 0) return [];
  const drawn = new Map(charts.flatMap(({ series }) => series.map(({ name, style }) => [style.id, name] as const)));
  const device = deviceOf({ engine });
  return [
    {
      id: `history-${shortHash(first.id, 8)}`,
      title: context.titleOfTask(cell.task),
      subtitle: [
        `${cell.track} track`,
        describeBudget(cell.budget),
        cell.trainOn === "full" ? "all training examples" : "",
        device.name,
        data,
      ]
        .filter((part) => part !== "")
        .join(" \u00b7 "),
      legend: [...drawn].map(([swatch, name]) => ({ name, swatch })),
      charts,
    },
  ];
}
