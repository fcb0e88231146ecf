import { confidence } from "qat-claims";
import type { ComparisonHistory } from "qat-history";
import { type CellRecord, type CompletedRecord, correctOf } from "qat-ledger";
import {
  type ChartView,
  capitalize,
  describeBudget,
  describePrecision,
  describeValue,
  type Fact,
  formatBytes,
  formatCount,
  formatDifference,
  formatMargin,
  formatMetric,
  formatSeconds,
  formatTime,
  type Metric,
  outcomeWord,
  plural,
  recordFacts,
  recordTables,
  type Styles,
  shortHash,
  slug,
  type TableView,
  thin,
  viewCurveChart,
  yAxisOf,
} from "qat-report/parts";
import { countPairs, mcNemarTest, mean, pairedSharesInterval, tInterval } from "qat-stats";
import { type CellGroup, groupId } from "../model/cell-group.ts";
import { deviceOf } from "../model/device.ts";
import { type ChangeView, viewChange } from "./change.ts";
import { type CommitView, devicePage, methodPage, namingAt, type SiteContext, viewCommit } from "./context.ts";
import { formatPoint, viewHistoryChart } from "./history-chart.ts";

/** Points of a curve on a page; the record has all. */
const maximumPoints = 60;

/** Seeds of which a page draws curves. */
const maximumDrawn = 8;

/** The page of cells that are alike but for the seed. */
export interface CellPageView {
  readonly id: string;
  readonly heading: string;
  readonly subtitle: string;
  readonly method: { readonly title: string; readonly page: string };
  readonly leaderboard: string;
  readonly headline: string;
  readonly metricName: string;
  readonly runs: readonly RunView[];
  /** Whether a run is compared with the float network example by example. */
  readonly byExample: boolean;
  readonly legend: readonly { readonly name: string; readonly swatch: string }[];
  readonly curves: readonly ChartView[];
  /** One an engine and data, for others are not compared. */
  readonly histories: readonly HistoryView[];
  readonly sources: readonly SourceView[];
  readonly styles: Styles["all"];
}

/** One seed, its latest record. */
export interface RunView {
  readonly seed: string;
  readonly outcome: string;
  readonly completed: boolean;
  readonly value: string;
  /** Against the float network of the seed, on the same test examples; empty where records do not say which are right. */
  readonly byExample: string;
  readonly size: string;
  readonly train: string;
  readonly weights: string;
  readonly weightsFull: string;
  readonly started: string;
  readonly commit: CommitView;
}

/** One seed's record in full: how to run it again, where it came from, why it ended as it did. */
export interface SourceView {
  readonly id: string;
  readonly name: string;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly checkout: string | null;
  readonly command: string | null;
  readonly device: { readonly name: string; readonly href: string };
  readonly facts: readonly Fact[];
  readonly tables: readonly TableView[];
}

/** The cells' figures commit by commit, on one engine. */
export interface HistoryView {
  readonly device: string;
  readonly chart: ChartView | null;
  readonly changes: readonly ChangeView[];
  /** The latest first. */
  readonly points: readonly PointView[];
}

/** What neighbouring commits found between which nothing changed that can matter. */
export interface PointView {
  readonly commits: readonly CommitView[];
  readonly at: string;
  readonly value: string;
  readonly runs: string;
  readonly step: string;
  readonly changed: string;
}

const root = "../";

/** @param records the latest of each seed */
export function viewCellPage(context: SiteContext, group: CellGroup, records: readonly CellRecord[]): CellPageView {
  const { variant, task, precision, track, budget, trainOn, device } = group;
  const naming = namingAt(context, root);
  const title = naming.titleOf(variant);
  const bySeed = records.toSorted((a, b) => a.cell.seed - b.cell.seed);
  const metric = metricOf(context, group, bySeed);
  const drawn: readonly CellRecord[] = bySeed.filter((record) => "curves" in record).slice(0, maximumDrawn);
  const styleOf = (record: CellRecord) =>
    naming.styles.ofPrecision(variant, `seed ${record.cell.seed}`, drawn.indexOf(record));
  const runs = bySeed.map((record) => viewRun(record, context));
  const legend = drawn.map((record) => ({ name: `seed ${record.cell.seed}`, swatch: styleOf(record).id }));
  return {
    id: groupId(group),
    heading: `${title}, ${precision}, ${context.titleOfTask(task)}`,
    subtitle: [
      describePrecision(precision),
      `${track} track`,
      describeBudget(budget),
      trainOn === "full" ? "all training examples" : "",
      device,
    ]
      .filter((part) => part !== "")
      .join(" \u00b7 "),
    method: { title, page: methodPage(variant, root) },
    leaderboard: `${root}index.html#task=${encodeURIComponent(task)}&bits=${encodeURIComponent(precision)}`,
    headline: describeFigure(bySeed, metric),
    metricName: metric === null ? "Score" : capitalize(metric.name),
    runs,
    byExample: runs.some((run) => run.byExample !== ""),
    legend: legend.length > 1 ? legend : [],
    curves: viewCurves(drawn, styleOf),
    histories: context
      .historiesOf(group)
      .map((history) =>
        viewHistory(history, { name: title, style: naming.styles.of(variant) }, context.input.repository),
      ),
    sources: bySeed.map((record) => viewSource(context, record)),
    styles: naming.styles.all.filter(({ id }) => legend.some(({ swatch }) => swatch === id)),
  };
}

function metricOf(context: SiteContext, { task }: CellGroup, records: readonly CellRecord[]): Metric | null {
  const completed = records.find((record) => record.status === "completed");
  if (completed?.status === "completed") return completed.metric;
  return context.input.tasks.find(({ name }) => name === task)?.metric ?? null;
}

function describeFigure(records: readonly CellRecord[], metric: Metric | null): string {
  const runs = records.filter((record) => record.status === "completed");
  if (runs.length === 0 || metric === null) return "No run completed.";
  const values = runs.map((run) => run.metric.value);
  const areIndependent = runs.length > 1 && new Set(runs.map(({ weightHash }) => weightHash)).size === runs.length;
  const margin = areIndependent ? ` ${formatMargin(tInterval(values, confidence), metric.unit)}` : "";
  return `${describeValue(mean(values), metric)}${margin}: ${runs.length === 1 ? "one run" : `the mean of ${runs.length} runs`} of ${plural(records.length, "cell")}.`;
}

function viewRun(record: CellRecord, { input: { repository }, floatOf }: SiteContext): RunView {
  const completed = record.status === "completed";
  return {
    seed: String(record.cell.seed),
    outcome: outcomeWord({ cell: record.cell, key: record.key, record, command: "" }),
    completed,
    value: completed ? formatMetric(record.metric.value, record.metric.unit) : "\u2013",
    byExample: describeByExample(record, floatOf(record)),
    size: completed ? formatBytes(record.size.bytes) : "\u2013",
    train: "seconds" in record ? formatSeconds(record.seconds.train) : "\u2013",
    weights: completed ? shortHash(record.weightHash) : "\u2013",
    weightsFull: completed ? record.weightHash : "",
    started: formatTime(record.startedAt),
    commit: viewCommit(record.provenance, repository),
  };
}

/** `−1.92 pp ± 0.41 (312 : 120, p < 0.001)`: right in the float network alone, and here alone. */
function describeByExample(record: CellRecord, float: CompletedRecord | null): string {
  if (record.status !== "completed" || float === null) return "";
  const [ours, theirs] = [correctOf(record), correctOf(float)];
  if (ours === null || theirs === null) return "";
  const counts = countPairs(ours, theirs);
  const p = mcNemarTest(counts);
  const { estimate, low, high } = pairedSharesInterval(counts, confidence);
  const difference = `${formatDifference(100 * estimate, "%")} ${formatMargin({ low: 100 * low, high: 100 * high }, "%")}`;
  const chance = p < 0.001 ? "p\u00a0<\u00a00.001" : `p\u00a0=\u00a0${p.toPrecision(2)}`;
  return `${difference} (${formatCount(counts.onlyB)}\u00a0:\u00a0${formatCount(counts.onlyA)}, ${chance})`;
}

function viewCurves(
  records: readonly CellRecord[],
  styleOf: (record: CellRecord) => ReturnType<Styles["of"]>,
): readonly ChartView[] {
  const curves = records.flatMap((record) =>
    "curves" in record ? record.curves.map(({ name, points }) => ({ record, name, points })) : [],
  );
  return [...new Set(curves.map(({ name }) => name))].map((name) => {
    const series = curves
      .filter((curve) => curve.name === name)
      .map(({ record, points }) => ({
        ...{ name: `seed ${record.cell.seed}`, style: styleOf(record), marked: false, intervals: [], published: [] },
        points: thin(points, maximumPoints),
      }));
    return viewCurveChart(capitalize(name), name, yAxisOf(name, series), series);
  });
}

function viewHistory(
  history: ComparisonHistory,
  line: { readonly name: string; readonly style: ReturnType<Styles["of"]> },
  repository: string | null,
): HistoryView {
  const { metric, points, changes, engine } = history;
  const unit = metric?.unit ?? "";
  const views = points.map((point, index): PointView => {
    const before = points[index - 1]?.mean ?? null;
    const completed = point.seeds.filter(({ status }) => status === "completed").length;
    const [first] = point.commits;
    return {
      commits: point.commits.map((commit) => viewCommit(commit, repository)),
      at: first === undefined ? "" : formatTime(first.at),
      value: formatPoint(point, unit),
      runs: `${completed} of ${point.seeds.length}`,
      step: point.mean === null || before === null ? "" : formatDifference(point.mean - before, unit),
      changed: point.changed.join(", "),
    };
  });
  return {
    device: deviceOf({ engine }).name,
    chart: metric && viewHistoryChart(`Mean ${metric.name} at each commit`, [{ ...line, history }], metric, true),
    changes: changes.map((change) => viewChange(history, change, repository)),
    points: views.reverse(),
  };
}

function viewSource(context: SiteContext, record: CellRecord): SourceView {
  const { provenance, cell } = record;
  const device = deviceOf(record);
  const failed = record.status !== "completed";
  const clean = provenance.commit !== null && !provenance.dirty;
  return {
    id: slug(`seed ${cell.seed}`),
    name: `Seed ${cell.seed}`,
    outcome: failed ? record.status.replace("-", " ") : null,
    reason: "reason" in record ? record.reason : null,
    detail: detailOf(record),
    checkout: clean ? `git checkout ${provenance.commit} && npm ci` : null,
    command: context.commandOf(record),
    device: { name: device.name, href: devicePage(device.id, root) },
    facts: [...recordFacts(record), { term: "Key", value: record.key, full: null, code: true }],
    tables: recordTables(record),
  };
}

function detailOf(record: CellRecord): string | null {
  if (record.status === "disqualified") return record.proof.join("\n");
  const parts = [...("detail" in record ? [record.detail] : []), ...(record.status === "failed" ? [record.log] : [])];
  const text = parts.filter((part) => part !== "").join("\n\n");
  return text === "" ? null : text;
}
