import { ENGINE_KINDS, type Engine, type EngineFingerprint, type EngineKind } from "./engine.ts";
import { EngineError } from "./engine-error.ts";
import { nativeFingerprint } from "./native/fingerprint.ts";
import { requireNative, usableNative } from "./native/usable.ts";
import { wasmFingerprint } from "./wasm/fingerprint.ts";

/**
 * The engine that `kind` stands for here: "auto" is native where that is installed and usable, else wasm. Looks at
 * files only.
 *
 * @throws EngineError for an unknown kind, and for native where it is not usable.
 */
export function resolveEngine(kind: EngineKind | "auto"): EngineKind {
  if (kind === "auto") return usableNative().usable ? "native" : "wasm";
  if (!ENGINE_KINDS.includes(kind)) {
    throw new EngineError(`there is no engine "${kind}". Allowed: auto, ${ENGINE_KINDS.join(", ")}.`);
  }
  if (kind === "native") requireNative();
  return kind;
}

/**
 * The fingerprint that the engine will report once it is open. Looks at files only.
 *
 * @throws EngineError where the engine is not usable here.
 */
export function engineFingerprint(kind: EngineKind, threads = 1): EngineFingerprint {
  const checked = checkedThreads(threads);
  return resolveEngine(kind) === "native" ? nativeFingerprint(requireNative(), checked) : wasmFingerprint();
}

let opened: { readonly kind: EngineKind; readonly threads: number; readonly engine: Promise<Engine> } | undefined;

/**
 * Opens the engine of this process; afterwards plain @tensorflow/tfjs-core works, gradients included. A second call with
 * the same options returns the same engine.
 *
 * @param options.threads how many threads one operation may use; 1 by default, and always 1 on wasm.
 * @throws EngineError where the engine is unknown, not usable here, or another is open already.
 */
export async function openEngine(options: { kind: EngineKind | "auto"; threads?: number }): Promise<Engine> {
  const kind = resolveEngine(options.kind);
  const threads = checkedThreads(options.threads ?? 1);
  if (opened === undefined) {
    opened = { kind, threads, engine: load(kind, threads) };
  } else if (opened.kind !== kind || opened.threads !== threads) {
    throw new EngineError(
      `this process has opened the ${opened.kind} engine with ${opened.threads} thread(s), and was asked for ${kind} ` +
        `with ${threads}. A process has one engine: open another in a process of its own.`,
    );
  }
  return opened.engine;
}

/** By dynamic import, so that a process loads the code of its own engine and of no other. */
async function load(kind: EngineKind, threads: number): Promise<Engine> {
  const { open } = kind === "native" ? await import("./native/open.ts") : await import("./wasm/open.ts");
  return open(threads);
}

function checkedThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new EngineError(`threads is ${threads}; allowed is a whole number from 1 on.`);
}
