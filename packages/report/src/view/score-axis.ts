import type { ChartView } from "./chart-types.ts";
import { isSpread } from "./curve-chart.ts";
import { labelAxis, type Metric } from "./metric.ts";

/** Room beyond the outermost values, as a share of what they span. */
const margin = 0.08;
/** How far an interval may stretch the axis beyond the values, as a share of what they span. */
const stretch = 0.5;

/**
 * The axis of a plot of scores, with room for the values and, as far as they do not flatten these, for their intervals.
 * @param values at least one
 */
export function scoreAxis(
  metric: Metric | null,
  values: readonly number[],
  intervals: readonly (readonly [low: number, high: number])[] = [],
): ChartView["y"] {
  const label = labelAxis(metric);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (isSpread(values)) {
    const factor = (high / low) ** margin;
    return { label, log: true, domain: [low / factor, high * factor] };
  }
  const span = high > low ? high - low : Math.abs(high) * 0.1 || 1;
  const bottom = Math.max(low - stretch * span, Math.min(low, ...intervals.map(([end]) => end)));
  const top = Math.min(high + stretch * span, Math.max(high, ...intervals.map(([, end]) => end)));
  return { label, log: false, domain: [bottom - margin * span, top + margin * span] };
}
