import { ENGINE_KINDS, type Engine, type EngineFingerprint, type EngineKind } from "./engine.ts";
import { EngineError } from "./engine-error.ts";
import { nativeFingerprint } from "./native/fingerprint.ts";
import { requireNative, usableNative } from "./native/usable.ts";
import { wasmFingerprint } from "./wasm/fingerprint.ts";
import { webgpuFingerprint } from "./webgpu/fingerprint.ts";
import { requireWebgpu } from "./webgpu/usable.ts";

/**
 * The engine that `kind` stands for here: "auto" is native where that is installed and usable, else wasm; never webgpu,
 * whose bits are those of one machine. Looks at files only: whether there is a GPU, `engineFingerprint` finds out.
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
 * The fingerprint that the engine will report once it is open. Looks at files, and for webgpu asks for an adapter.
 *
 * @throws EngineError where the engine is not usable here.
 */
export async function engineFingerprint(kind: EngineKind, threads = 1): Promise<EngineFingerprint> {
  const checked = checkedThreads(threads);
  switch (resolveEngine(kind)) {
    case "native":
      return nativeFingerprint(requireNative(), checked);
    case "wasm":
      return wasmFingerprint();
    case "webgpu":
      return webgpuFingerprint(await requireWebgpu());
  }
}

let opened: { readonly kind: EngineKind; readonly threads: number; readonly engine: Promise<Engine> } | undefined;

/**
 * Opens the engine of this process; afterwards plain @tensorflow/tfjs-core works, gradients included. A second call with
 * the same options returns the same engine.
 *
 * @param options.threads how many threads one operation may use; 1 by default, always 1 on wasm, no matter on webgpu.
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
const openers: Readonly<Record<EngineKind, () => Promise<{ open(threads: number): Promise<Engine> }>>> = {
  native: () => import("./native/open.ts"),
  wasm: () => import("./wasm/open.ts"),
  webgpu: () => import("./webgpu/open.ts"),
};

async function load(kind: EngineKind, threads: number): Promise<Engine> {
  const { open } = await openers[kind]();
  return open(threads);
}

function checkedThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new EngineError(`threads is ${threads}; allowed is a whole number from 1 on.`);
}
