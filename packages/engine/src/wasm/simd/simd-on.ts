import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { EngineError } from "../../engine-error.ts";
import { BINARY } from "./binary.ts";
import type { SimdModule } from "./simd-module.ts";

/** Node.js's own, of which its typings say nothing. */
declare const WebAssembly: {
  readonly Memory: abstract new () => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

const modules = new WeakMap<BackendWasm, SimdModule>();

/**
 * The engine's own module on a backend's memory; made at the first call.
 * @throws EngineError where the backend does not give its memory away
 */
export function simdOn(backend: BackendWasm): SimdModule {
  const known = modules.get(backend);
  if (known !== undefined) return known;
  const module = new WebAssembly.Module(Buffer.from(BINARY, "base64"));
  const { exports } = new WebAssembly.Instance(module, { env: { memory: exportedMemory(backend) } });
  const simd = exports as SimdModule;
  modules.set(backend, simd);
  return simd;
}

/** Emscripten keeps what the backend's own module exports, its memory among it. */
function exportedMemory(backend: BackendWasm): object {
  const { asm } = backend.wasm as unknown as { asm?: { memory?: unknown } };
  if (asm?.memory instanceof WebAssembly.Memory) return asm.memory;
  throw new EngineError(
    "this version of @tensorflow/tfjs-backend-wasm does not give its memory away, which the wasm engine's own kernels " +
      "compute in. Install the version that package-lock.json names: npm ci.",
  );
}
