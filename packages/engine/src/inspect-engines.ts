import type { EngineKind } from "./engine.ts";
import { findInstall, hasNvidiaDriver } from "./native/cache.ts";
import { nativeFingerprint } from "./native/fingerprint.ts";
import { releaseOf } from "./native/release.ts";
import { usableNative } from "./native/usable.ts";
import { wasmFingerprint } from "./wasm/fingerprint.ts";
import { webgpuFingerprint } from "./webgpu/fingerprint.ts";
import { usableWebgpu } from "./webgpu/usable.ts";

/** One engine as this machine has it. */
export interface EngineReport {
  kind: EngineKind;
  usable: boolean;
  /** One line: what it is, or why it cannot be used. */
  detail: string;
  /** What to do about it, where something can be done. */
  remedy?: string;
}

/** What is usable here and why not, with what to do. Looks at files, and asks for an adapter. */
export async function inspectEngines(): Promise<readonly EngineReport[]> {
  const { version } = wasmFingerprint();
  const wasm: EngineReport = {
    kind: "wasm",
    usable: true,
    detail: `tfjs ${version}, one thread, the same bits everywhere`,
  };
  return [nativeReport(), wasm, await webgpuReport()];
}

async function webgpuReport(): Promise<EngineReport> {
  const webgpu = await usableWebgpu();
  if (!webgpu.usable) return { kind: "webgpu", usable: false, detail: webgpu.detail, remedy: webgpu.remedy };
  const { version, dawn, backend, device, driver } = webgpuFingerprint(webgpu.adapter);
  const what = `${device}, ${driver}, by ${backend}; tfjs ${version} on Dawn, webgpu ${dawn}`;
  if (webgpu.adapter.software) return { kind: "webgpu", usable: true, detail: `a software GPU, slow: ${what}` };
  return { kind: "webgpu", usable: true, detail: `${what}; not run yet on a GPU` };
}

function nativeReport(): EngineReport {
  const native = usableNative();
  if (!native.usable) return { kind: "native", usable: false, detail: native.detail, remedy: native.remedy };
  const { version, flavor, instructionSet } = nativeFingerprint(native.install, 1);
  const library = `TensorFlow ${version}, ${flavor}, ${instructionSet}, in ${native.install.folder}`;
  if (!hasNvidiaDriver()) return { kind: "native", usable: true, detail: library };
  // Not run: written where no GPU was at hand. Whoever runs it first writes here what it needs.
  return findInstall(releaseOf("cuda")) === undefined
    ? {
        kind: "native",
        usable: true,
        detail: `${library}; an NVIDIA driver is here, and the cuda flavor is not installed (it was not run yet on a GPU)`,
        remedy: "run `npm run qat-bench -- engine install --flavor cuda --sha256 <of the wheel>`",
      }
    : {
        kind: "native",
        usable: true,
        detail: `${library}; not run yet on a GPU`,
        remedy: "it needs CUDA 12 and cuDNN 9 on LD_LIBRARY_PATH; where they are missing it computes on the processor",
      };
}
