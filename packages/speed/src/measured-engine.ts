import { InputError } from "qat-core";
import { type Engine, type EngineKind, openEngine, resolveEngine } from "qat-engine";

/**
 * Opens an engine to measure it.
 * @throws {InputError} for several threads on an engine that has one
 * @throws {EngineError} where the engine is not usable here
 */
export async function openMeasured(kind: EngineKind | "auto", threads: number): Promise<Engine> {
  const resolved = resolveEngine(kind);
  if (resolved !== "native" && threads !== 1) {
    throw new InputError(`${threads} threads on ${resolved}`, {
      allowed: `1: in Node.js the engine ${resolved} has one`,
      remedy: "measure the engine native, or leave --threads out",
    });
  }
  return openEngine({ kind: resolved, threads });
}

/** Whether an operation has computed when it returns; on a GPU it has not, and times of operations would say nothing. */
export function isSynchronous({ kind, fingerprint }: Engine): boolean {
  return kind !== "webgpu" && fingerprint.flavor !== "cuda";
}

/** Why there are no times of operations. */
export const notSynchronous = "on a GPU an operation returns before it is computed: its time would say nothing";
