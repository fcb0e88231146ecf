export type { Interval } from "./interval.ts";
export { mean } from "./mean.ts";
export { median } from "./median.ts";
export { medianInterval } from "./median-interval.ts";
export { pairedDifference } from "./paired-difference.ts";
export { SampleError } from "./sample-error.ts";
export { standardDeviation } from "./standard-deviation.ts";
export { tInterval } from "./t-interval.ts";
export { type SampleSummary, welchInterval } from "./welch-interval.ts";
