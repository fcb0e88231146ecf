import type { create } from "webgpu";
import { adapterOf } from "./adapter.ts";
import { adapterChoice } from "./adapter-choice.ts";
import { adapterRequest } from "./dawn.ts";
import { refusal, unusable } from "./usable.ts";

/**
 * Dawn itself lives as long as this object is reachable, devices or not: without it the process crashes at some collection
 * of garbage. On a global, though, it would keep the process from ending.
 */
let dawn: GPU;

/** A device with all that its adapter can do: tfjs asks for more than the limits that every device has. */
export async function openDevice(gpu: typeof create): Promise<{ device: GPUDevice; info: GPUAdapterInfo }> {
  const choice = adapterChoice();
  const { backend, flags, options } = adapterRequest(choice);
  dawn = gpu([...flags]);
  const adapter = await dawn.requestAdapter(options);
  if (adapter === null) {
    throw unusable({ detail: `${backend} has no ${choice} adapter`, remedy: "see `qat-bench engine doctor`" });
  }
  const refused = refusal(adapterOf(adapter.info), choice);
  if (refused) throw unusable(refused);
  const requiredFeatures = [...adapter.features].filter((feature) => feature === "timestamp-query") as GPUFeatureName[];
  const device = await adapter.requestDevice({ requiredFeatures, requiredLimits: limitsOf(adapter.limits) });
  return { device, info: adapter.info };
}

/** They are getters of the prototype, which no spread copies. */
function limitsOf(limits: GPUSupportedLimits): Record<string, number> {
  const names = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(limits)));
  const entries = names.map((name) => [name, limits[name as keyof GPUSupportedLimits]] as const);
  return Object.fromEntries(entries.filter(([, value]) => typeof value === "number")) as Record<string, number>;
}
