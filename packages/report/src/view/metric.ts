import type { TaskInput } from "../input.ts";
import { formatMetric } from "./format.ts";

/** What a task is scored by. */
export type Metric = NonNullable<TaskInput["metric"]>;

/** `higher is better` */
export function describeDirection({ direction }: Metric): string {
  return `${direction} is better`;
}

/** `accuracy (%)`, or the name alone where there is no unit. */
export function nameWithUnit(name: string, unit: string): string {
  return unit === "" ? name : `${name} (${unit})`;
}

/** What an axis says, also that less is better where it is: `accuracy (%)`, `perplexity, lower is better`. */
export function labelAxis(metric: Metric | null): string {
  if (metric === null) return "score";
  const name = nameWithUnit(metric.name, metric.unit);
  return metric.direction === "lower" ? `${name}, ${describeDirection(metric)}` : name;
}

/** `99.00 %`; a number that has no unit says what it is: `perplexity 104.2`. */
export function describeValue(value: number, { name, unit }: Metric): string {
  return unit === "" ? `${name} ${formatMetric(value, unit)}` : formatMetric(value, unit);
}

/** Whether one value is better than another, not as good. */
export function isBetter({ direction }: Metric, value: number, other: number): boolean {
  return direction === "higher" ? value > other : value < other;
}
