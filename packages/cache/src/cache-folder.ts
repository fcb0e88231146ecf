import envPaths from "env-paths";

/** Where this machine's user keeps what was downloaded and built: `QAT_BENCH_CACHE`, else the platform's own place. */
export function cacheFolder(): string {
  return process.env.QAT_BENCH_CACHE || envPaths("qat-bench", { suffix: "" }).cache;
}
