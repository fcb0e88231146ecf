/** The engines there are: TensorFlow's library; WebAssembly, which is always there; a GPU through WebGPU. */
export const ENGINE_KINDS = ["native", "wasm", "webgpu"] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** What accuracy depends on, as plain JSON; timings depend on more. */
export type EngineFingerprint = Readonly<Record<string, string | number>>;

/** An opened engine. Everything else is plain @tensorflow/tfjs-core. */
export interface Engine {
  readonly kind: EngineKind;
  readonly fingerprint: EngineFingerprint;
}
