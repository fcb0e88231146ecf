import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { AdapterChoice } from "./adapter-choice.ts";

const require = createRequire(import.meta.url);

/** The interface to the GPU that Dawn uses on each system: named, so that it never falls back to a slower one. */
const INTERFACES: Partial<Record<NodeJS.Platform, string>> = { linux: "vulkan", darwin: "metal", win32: "d3d12" };

/** How Dawn, the WebGPU implementation in npm's package webgpu, is asked for an adapter on this system. */
export interface AdapterRequest {
  /** Vulkan, Metal or Direct3D 12. */
  readonly backend: string;
  /** For its `create`. */
  readonly flags: readonly string[];
  /** For `requestAdapter`. */
  readonly options: { readonly powerPreference: "high-performance"; readonly forceFallbackAdapter: boolean };
}

export function adapterRequest(choice: AdapterChoice): AdapterRequest {
  const backend = INTERFACES[process.platform] ?? "vulkan";
  return {
    backend,
    flags: [`backend=${backend}`],
    options: { powerPreference: "high-performance", forceFallbackAdapter: choice === "software" },
  };
}

/** The module of npm's package webgpu. */
export function dawnModule(): string {
  return require.resolve("webgpu");
}

/** Whether the package, which brings libraries for some systems, has one for this. Looks at files only. */
export function hasDawn(): boolean {
  const architecture = process.platform === "darwin" ? "universal" : process.arch;
  return existsSync(join(dirname(dawnModule()), "dist", `${process.platform}-${architecture}`, "dawn.node"));
}
