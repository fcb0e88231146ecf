import { ENGINE_KINDS, type EngineKind } from "qat-engine";
import { unknownName } from "qat-runner";

const engines: readonly string[] = ["auto", ...ENGINE_KINDS];

/**
 * Reads an option that names an engine.
 * @param noun what the option calls it
 * @throws {InputError} for one that is unknown
 */
export function engineNamed(noun: "engine" | "device"): (value: string) => EngineKind | "auto" {
  return (value) => {
    if (!engines.includes(value)) throw unknownName(noun, value, engines);
    return value as EngineKind | "auto";
  };
}
