import { EngineError } from "../engine-error.ts";
import type { Adapter } from "./adapter.ts";
import { ADAPTER_VARIABLE, type AdapterChoice, adapterChoice } from "./adapter-choice.ts";
import { askAdapter } from "./ask-adapter.ts";
import { type AdapterRequest, adapterRequest, hasDawn } from "./dawn.ts";

/** The adapter that would compute, or in one line why there is none and what to do. */
export type Usable =
  | { readonly usable: true; readonly adapter: Adapter }
  | { readonly usable: false; readonly detail: string; readonly remedy: string };

/** @throws EngineError where the environment asks for an adapter of no known kind. */
export async function usableWebgpu(): Promise<Usable> {
  const choice = adapterChoice();
  if (!hasDawn()) return { usable: false, ...missingDawn };
  const request = adapterRequest(choice);
  const answer = await askAdapter(request);
  if (answer.adapter === null) return { usable: false, ...missingAdapter(request, choice, answer.printed) };
  const refused = refusal(answer.adapter, choice);
  return refused === undefined ? { usable: true, adapter: answer.adapter } : { usable: false, ...refused };
}

/** @throws EngineError where the webgpu engine is not usable. */
export async function requireWebgpu(): Promise<Adapter> {
  const webgpu = await usableWebgpu();
  if (webgpu.usable) return webgpu.adapter;
  throw unusable(webgpu);
}

interface Reason {
  readonly detail: string;
  readonly remedy: string;
}

export function unusable({ detail, remedy }: Reason): EngineError {
  return new EngineError(
    `the webgpu engine was asked for, and ${detail}. Allowed here: wasm, or auto, which takes the best there is. ` +
      `To have it, ${remedy}.`,
  );
}

/** Why an adapter that is there is not taken: nobody shall measure a software GPU by accident. */
export function refusal(adapter: Adapter, choice: AdapterChoice): Reason | undefined {
  if (!adapter.software || choice === "software") return undefined;
  return {
    detail: `the only adapter computes on the processor (${adapter.driver})`,
    remedy: `install the driver of a GPU; for tests, ${ADAPTER_VARIABLE}=software takes this adapter`,
  };
}

const missingDawn: Reason = {
  detail: `npm's package webgpu has no library for ${process.platform} ${process.arch}`,
  remedy: "use linux, darwin or win32 on x64 or arm64, and run `npm ci`",
};

/** Why there is no adapter, by what the drivers and their loader printed. */
export function missingAdapter({ backend }: AdapterRequest, choice: AdapterChoice, printed: string): Reason {
  const [said = ""] = printed.trim().split("\n");
  if (/load Vulkan: libvulkan/.test(said)) {
    return {
      detail: "the Vulkan loader (libvulkan.so.1) is not installed",
      remedy: "install it (Debian, Ubuntu: `apt-get install libvulkan1`) and the GPU's Vulkan driver",
    };
  }
  if (said !== "" && !/Found no drivers/.test(said))
    return { detail: `no adapter was given: ${said}`, remedy: `look at this machine's ${backend} drivers` };
  if (choice === "software") {
    return {
      detail: `there is no software adapter for ${backend}`,
      remedy:
        "on Debian, `apt-get install chromium` and set VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json",
    };
  }
  return {
    detail: `there is no adapter: no GPU with a driver for ${backend} was found`,
    remedy:
      "install the GPU's driver (NVIDIA: its own; AMD, Intel on Debian or Ubuntu: `apt-get install mesa-vulkan-drivers`)",
  };
}
