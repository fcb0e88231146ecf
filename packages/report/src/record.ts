/** How a page words one record, for readers that plot nothing. */
export { formatMetric, formatTime, shortHash } from "./view/format.ts";
export { describeValue } from "./view/metric.ts";
export { type Fact, recordFacts, recordTables } from "./view/record-facts.ts";
