/** An estimate and the range that holds the true value in a share `confidence` of all samples. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** In (0, 1): 0.95. */
  readonly confidence: number;
  /** Independent values that it rests on. */
  readonly count: number;
}
