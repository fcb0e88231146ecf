import { type Comparison, describeBudget } from "./comparison.ts";

/** A link of the bar that leads from task to task. */
export interface TaskLink {
  title: string;
  href: string;
}

/** Each comparison by its task's title; where several have it, with what tells them apart. Empty where there is one only. */
export function viewTaskLinks(comparisons: readonly Comparison[]): TaskLink[] {
  if (comparisons.length < 2) return [];
  return comparisons.map((comparison) => {
    const { id, title } = comparison;
    const siblings = comparisons.filter((other) => other.title === title);
    const parts = partsOf(comparison).filter((part, i) => siblings.some((other) => partsOf(other)[i] !== part));
    return { title: [title, ...parts].join(", "), href: `#${id}` };
  });
}

function partsOf({ setting: { track, budget, trainOn, device } }: Comparison): string[] {
  return [track, describeBudget(budget), trainOn === "full" ? "all examples" : "some held out", device];
}
