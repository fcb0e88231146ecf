/** What other pages share with the report's: how figures are worded, how series look, what is drawn and compared. */
export { drawChart } from "./draw/chart.ts";
export { swatchRule } from "./draw/swatch.ts";
export { openTemplates, readSheets, templateFolder } from "./templates.ts";
export { viewAgainstBytes } from "./view/against-bytes.ts";
export type { ChartView, FigureView, SeriesStyle, SeriesView } from "./view/chart-types.ts";
export {
  type Comparison,
  type CompletedCell,
  cellsAt,
  describeBudget,
  groupComparisons,
  isCompleted,
  lonePrecision,
} from "./view/comparison.ts";
export { viewCurveChart, yAxisOf } from "./view/curve-chart.ts";
export { dataWarnings } from "./view/data-origin.ts";
export {
  capitalize,
  formatBytes,
  formatCount,
  formatDifference,
  formatMargin,
  formatMean,
  formatMetric,
  formatNumber,
  formatSeconds,
  formatTime,
  plural,
  shortHash,
  slug,
} from "./view/format.ts";
export { groupBy } from "./view/group-by.ts";
export { methodFile, methodOf } from "./view/method-name.ts";
export { describeDirection, describeValue, isBetter, type Metric } from "./view/metric.ts";
export { type Naming, nameOf, titlesOf } from "./view/naming.ts";
export { countOutcomes, outcomeWord } from "./view/outcome.ts";
export { describePrecision, sortPrecisions } from "./view/precision.ts";
export { type Fact, recordFacts, recordTables } from "./view/record-facts.ts";
export { scoreAxis } from "./view/score-axis.ts";
export { areReplicates } from "./view/scores.ts";
export { assignStyles, type Styles } from "./view/series-style.ts";
export type { TableView } from "./view/table-view.ts";
export { thin } from "./view/thin.ts";
