import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs-core's operations
import { create, globals } from "webgpu";
import type { Engine } from "../engine.ts";
import { adapterOf } from "./adapter.ts";
import { NodeWebgpuBackend } from "./backend.ts";
import { openDevice } from "./device.ts";
import { webgpuFingerprint } from "./fingerprint.ts";
import { registerWebgpuKernels } from "./kernels/register.ts";

/**
 * Opens Dawn as tfjs's backend "webgpu", with the kernels of `qat-ops`. Tensors are read with `await tensor.data()` alone.
 *
 * @param _threads has no effect: the adapter decides.
 * @throws EngineError where there is no adapter, or none but a software one that was not asked for.
 */
export async function open(_threads: number): Promise<Engine> {
  const { device, info } = await openDevice(create);
  provideGlobals();
  tf.registerBackend("webgpu", () => new NodeWebgpuBackend(device, info));
  // Small tensors that lie on the processor would be computed there, with other last bits: a run that continues from a
  // checkpoint would differ from one that was never interrupted.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  await tf.setBackend("webgpu");
  await tf.ready();
  registerWebgpuKernels();
  return { kind: "webgpu", fingerprint: webgpuFingerprint(adapterOf(info)) };
}

/**
 * What tfjs's backend takes for granted in a browser. Of `navigator.gpu` it only asks whether it is there, and Dawn's own
 * object must not hang on a global: Node.js would not end while it is reachable.
 */
function provideGlobals(): void {
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const scope = globalThis as { navigator?: object };
  scope.navigator ??= {};
  if (!("gpu" in scope.navigator)) Object.defineProperty(scope.navigator, "gpu", { value: {}, configurable: true });
}
