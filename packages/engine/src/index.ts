export { ENGINE_KINDS, type Engine, type EngineFingerprint, type EngineKind } from "./engine.ts";
export { EngineError } from "./engine-error.ts";
export { type EngineReport, inspectEngines } from "./inspect-engines.ts";
export { type InstallOptions, type InstallResult, installNative } from "./native/install.ts";
export type { InstallProgress } from "./native/progress.ts";
export { canProvision, type Provisionable } from "./native/requirements.ts";
export { engineFingerprint, openEngine, resolveEngine } from "./open-engine.ts";
