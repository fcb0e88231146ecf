import type { MethodInput, TaskInput } from "qat-report";
import { type Definitions, type Suite, variantsOf } from "qat-runner";

/** How installed variants are called and what they are, for pages; broken methods are left out. */
export function describedMethods({ methods }: Definitions, track: Suite["track"]): readonly MethodInput[] {
  return [...variantsOf(methods)].flatMap(([name, { source, variant }]) => {
    if ("broken" in source || variant === undefined) return [];
    const { title, summary, paper } = source.definition;
    const { options, startsFrom, trains } = (track === "as-published" && variant.asPublished) || variant;
    const start = trains === false ? "untrained" : startsFrom;
    return [{ variant: name, title, summary, options, start, ...(paper ? { paper } : {}) }];
  });
}

/** How installed tasks are called and what they are scored by; broken ones are left out. */
export function describedTasks({ tasks }: Definitions): readonly TaskInput[] {
  return tasks.flatMap((task) => {
    if ("broken" in task) return [];
    const { title, metric } = task.definition;
    return [{ name: task.name, title, metric: { name: metric.name, unit: metric.unit, direction: metric.direction } }];
  });
}
