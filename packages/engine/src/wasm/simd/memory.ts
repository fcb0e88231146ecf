import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { EngineError } from "../../engine-error.ts";

/** What tfjs's typings leave out of the backend's Emscripten module. */
interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** All of the backend's memory, until the next allocation. */
export function memoryOf(backend: BackendWasm): ArrayBuffer {
  return moduleOf(backend).HEAPU8.buffer as ArrayBuffer;
}

function moduleOf(backend: BackendWasm): EmscriptenModule {
  return backend.wasm as unknown as EmscriptenModule;
}

/** Where a tensor's values lie in the backend's memory. */
export function addressOf(backend: BackendWasm, { dataId }: TensorInfo): number {
  return backend.getMemoryOffset(dataId);
}

/**
 * Lends `compute` so many bytes of the backend's memory, not cleared, on an 8-byte boundary. Views of the memory are to be
 * taken inside, and after any other allocation: one may move it.
 * @throws EngineError where the memory is used up
 */
export function withScratch<T>(backend: BackendWasm, bytes: number, compute: (address: number) => T): T {
  // An address beyond 2 GiB comes back negative.
  const address = moduleOf(backend)._malloc(Math.max(8, bytes)) >>> 0;
  // Near 4 GiB the allocator may also answer with an address whose bytes reach beyond the end.
  if (address === 0 || address + bytes > memoryOf(backend).byteLength) {
    throw new EngineError(
      `the wasm engine's memory, 4 GiB at most, has no ${bytes} bytes left. Take a smaller batch, or the native engine.`,
    );
  }
  try {
    return compute(address);
  } finally {
    moduleOf(backend)._free(address);
  }
}
