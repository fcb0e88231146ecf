import type { EngineFingerprint } from "../engine.ts";
import type { Install } from "./cache.ts";
import { instructionSetOf, processorFlags } from "./instruction-set.ts";

/**
 * What a result on the native engine depends on: the library, what oneDNN dispatches on, and how many threads share a
 * sum.
 */
export function nativeFingerprint(install: Install, threads: number): EngineFingerprint {
  const { version, flavor } = install.manifest;
  return { kind: "native", version, flavor, instructionSet: instructionSetOf(processorFlags()), threads };
}
