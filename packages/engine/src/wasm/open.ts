import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs-core's operations
import type { Engine } from "../engine.ts";
import { wasmFingerprint } from "./fingerprint.ts";
import { registerWasmKernels } from "./kernels/register.ts";

const require = createRequire(import.meta.url);

/**
 * Opens tfjs's backend "wasm", with the kernels that training needs.
 *
 * @param _threads has no effect: in Node.js this backend has one thread.
 */
export async function open(_threads: number): Promise<Engine> {
  setThreadsCount(1);
  setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + sep);
  await tf.setBackend("wasm");
  await tf.ready();
  registerWasmKernels();
  return { kind: "wasm", fingerprint: wasmFingerprint() };
}
