import { type Definitions, unknownName } from "qat-runner";
import type { DataFiles } from "qat-tasks/data";

/** A dataset that is read from files, and the tasks that train on it. */
export interface UsedDataset {
  readonly data: DataFiles;
  readonly tasks: readonly string[];
}

/** The datasets of the installed tasks, each once. A task whose data is computed, or that does not load, needs none. */
export function datasetsOf({ tasks }: Pick<Definitions, "tasks">): UsedDataset[] {
  const datasets = new Map<string, UsedDataset>();
  for (const task of tasks) {
    const data = "broken" in task ? undefined : task.definition.data.files;
    if (data === undefined) continue;
    const known = datasets.get(data.name);
    datasets.set(data.name, { data: known?.data ?? data, tasks: [...(known?.tasks ?? []), task.name] });
  }
  return [...datasets.values()];
}

/**
 * The datasets of these names, or all.
 * @throws {InputError} for a name that none has
 */
export function chooseDatasets(datasets: readonly UsedDataset[], names: readonly string[]): UsedDataset[] {
  const known = datasets.map(({ data }) => data.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName("dataset", unknown, known);
  return datasets.filter(({ data }) => names.length === 0 || names.includes(data.name));
}

/** Size of a dataset's files, decompressed. */
export function bytesOf({ files }: DataFiles): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
