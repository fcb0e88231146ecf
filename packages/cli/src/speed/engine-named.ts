import { ENGINE_KINDS, type EngineKind } from "qat-engine";
import { unknownName } from "qat-runner";

const engines: readonly string[] = ["auto", ...ENGINE_KINDS];

/** Reads the option that names an engine. @throws {InputError} for one that is unknown */
export function engineNamed(value: string): EngineKind | "auto" {
  if (!engines.includes(value)) throw unknownName("engine", value, engines);
  return value as EngineKind | "auto";
}
