import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { EngineFingerprint } from "../engine.ts";
import type { Adapter } from "./adapter.ts";
import { adapterRequest, dawnModule } from "./dawn.ts";

const require = createRequire(import.meta.url);

/**
 * What a result on webgpu depends on. On one adapter, with one driver and one version of each library, a step gives the same
 * bits every time: no kernel that the networks and methods here reach adds in an order that may change, and none is
 * computed on the processor when its input happens to lie there. On another adapter or driver bits differ: WGSL leaves the
 * last bits of division, roots and exponentials to it, and whether it contracts a product and a sum into one rounding.
 */
export function webgpuFingerprint({ vendor, architecture, device, driver, software }: Adapter): EngineFingerprint {
  const { version } = require("@tensorflow/tfjs-backend-webgpu/package.json") as { version: string };
  const { backend } = adapterRequest(software ? "software" : "hardware");
  const adapter = software ? "software" : "hardware";
  return { kind: "webgpu", version, dawn: dawnVersion(), adapter, backend, vendor, architecture, device, driver };
}

function dawnVersion(): string {
  const manifest = join(dirname(dawnModule()), "package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
