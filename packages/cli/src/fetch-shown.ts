import { type DataFiles, type FetchResult, fetchData } from "qat-tasks/data";
import { showStages } from "./stage-progress.ts";

/** Fetches a dataset, its progress on standard error. Ctrl-C ends it; null then. @throws as `fetchData` */
export async function fetchShown(data: DataFiles): Promise<FetchResult | null> {
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const progress = showStages(process.stderr);
  try {
    return await fetchData(data, { signal: interrupt.signal, onProgress: progress.show });
  } catch (error) {
    if (interrupt.signal.aborted) return null;
    throw error;
  } finally {
    progress.end();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
