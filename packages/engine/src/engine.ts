/** The engines there are: TensorFlow's library, or WebAssembly, which is always there. */
export const ENGINE_KINDS = ["native", "wasm"] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** What accuracy depends on, as plain JSON; timings depend on more. */
export type EngineFingerprint = Readonly<Record<string, string | number>>;

/** An opened engine. Everything else is plain @tensorflow/tfjs-core. */
export interface Engine {
  readonly kind: EngineKind;
  readonly fingerprint: EngineFingerprint;
}
