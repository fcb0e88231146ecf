import { createRequire } from "node:module";
import type { EngineFingerprint } from "../engine.ts";

const require = createRequire(import.meta.url);

/** What a result on wasm depends on: the version alone. It runs in one thread, the same bits on every machine. */
export function wasmFingerprint(): EngineFingerprint {
  const { version } = require("@tensorflow/tfjs-backend-wasm/package.json") as { version: string };
  return { kind: "wasm", version };
}
