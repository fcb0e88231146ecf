import { type Comparison, isCompleted } from "./comparison.ts";
import { plural } from "./format.ts";

/** What stands behind the name of data that has the format of the published files, and other content. */
const otherFiles = " (other files)";

/** The names of what a comparison's completed cells trained on, where it is not what was published. */
export function otherDataOf({ cells }: Comparison): string[] {
  const names = cells.filter(isCompleted).map(({ record }) => record.data.name);
  return [...new Set(names.filter((name) => name.endsWith(otherFiles)))];
}

/** What a reader must know before holding a comparison's figures against others'. Empty for published data. */
export function dataWarnings(comparison: Comparison): string[] {
  const others = otherDataOf(comparison);
  const completed = comparison.cells.filter(isCompleted);
  const concerned = completed.filter(({ record }) => others.includes(record.data.name));
  if (concerned.length === 0) return [];
  const whose =
    concerned.length === completed.length
      ? "These figures are"
      : `${plural(concerned.length, "run")} of ${completed.length} ${concerned.length === 1 ? "is" : "are"}`;
  return [
    `${whose} measured on ${others.join(" and ")}: examples in the format of the published data, and not those that were published. They compare with each other, and with no figure from elsewhere.`,
  ];
}
