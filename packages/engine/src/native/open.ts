import { createRequire } from "node:module";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs-core's operations
import type { Engine } from "../engine.ts";
import { nativeFingerprint } from "./fingerprint.ts";
import { registerNativeKernels } from "./kernels/register.ts";
import { linkBinding } from "./link.ts";
import { requireNative } from "./usable.ts";

const require = createRequire(import.meta.url);

/**
 * Opens TensorFlow's library as tfjs's backend "tensorflow".
 *
 * @param threads how many threads one operation may use; operations run one after another.
 * @throws EngineError where it is not installed.
 */
export async function open(threads: number): Promise<Engine> {
  const install = requireNative();
  linkBinding(install.folder);
  setEnvironment(threads);
  restoreRemovedUtil();
  require("@tensorflow/tfjs-node-gpu");
  await tf.setBackend("tensorflow");
  await tf.ready();
  registerNativeKernels();
  return { kind: "native", fingerprint: nativeFingerprint(install, threads) };
}

/** The library reads these once, when it is loaded. */
function setEnvironment(threads: number): void {
  process.env.OMP_NUM_THREADS = String(threads);
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = "1";
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  // Whatever would make oneDNN dispatch on something else than the fingerprint says.
  process.env.TF_ENABLE_ONEDNN_OPTS = "1";
  delete process.env.ONEDNN_MAX_CPU_ISA;
  delete process.env.DNNL_MAX_CPU_ISA;
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node.js 23 removed. */
function restoreRemovedUtil(): void {
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
