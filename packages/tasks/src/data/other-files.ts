/**
 * Whether the user says, by `QAT_BENCH_OTHER_DATA=<dataset>[,<dataset>...]`, that a dataset's files may hold other
 * examples than the published ones: their size must be right, their content may be any.
 */
export function takesOtherFiles(dataset: string): boolean {
  const named = process.env.QAT_BENCH_OTHER_DATA ?? "";
  return named
    .split(",")
    .map((name) => name.trim())
    .includes(dataset);
}

/** A dataset's name in records: no figure from other files passes as one from the published ones. */
export function nameInRecords(dataset: string): string {
  return takesOtherFiles(dataset) ? `${dataset} (other files)` : dataset;
}
