import { processorFlags } from "./instruction-set.ts";

/**
 * Whether the native engine can ever run on this machine, whatever is installed on it: one line why not, else undefined.
 * Looks at files only.
 */
export function unsupportedPlatform(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return `the library is built for linux x64, and this is ${process.platform} ${process.arch}`;
  }
  return processorFlags().has("avx") ? undefined : "the library needs a processor with AVX instructions";
}
