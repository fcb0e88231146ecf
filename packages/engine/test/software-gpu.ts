import { existsSync } from "node:fs";
import { constants } from "node:os";
import type { TestContext } from "vitest";

/** Where Debian's package chromium keeps a Vulkan driver that computes on the processor, and a loader for it. */
const FOLDER = "/usr/lib/chromium";
const DRIVER = `${FOLDER}/vk_swiftshader_icd.json`;
const LOADER = `${FOLDER}/libvulkan.so.1`;

export const softwareGpuIsThere = existsSync(DRIVER) && existsSync(LOADER);

/** For a child process: the webgpu engine computes on SwiftShader. */
export const softwareGpu: Readonly<Record<string, string>> = {
  QAT_BENCH_WEBGPU_ADAPTER: "software",
  VK_ICD_FILENAMES: DRIVER,
  LD_LIBRARY_PATH: FOLDER,
};

/** Call first in a test that needs it: where it is not installed the test is skipped, with a note. */
export function skipWithoutSoftwareGpu(context: Pick<TestContext, "skip">): void {
  context.skip(!softwareGpuIsThere, "no software GPU: install SwiftShader with Debian's package chromium");
}

/** From here on this process and its children have the software GPU, and no other. */
export function useSoftwareGpu(): void {
  if (!softwareGpuIsThere) return;
  Object.assign(process.env, softwareGpu);
  // A process reads LD_LIBRARY_PATH only as it starts, and Dawn asks for the loader by its bare name: a library of that
  // name that is loaded already is the one it gets. Node.js finds no module in it, says so, and would unload it again.
  const keepLoaded = 0x1000; // RTLD_NODELETE of Linux
  try {
    process.dlopen({ exports: {} }, LOADER, constants.dlopen.RTLD_NOW | keepLoaded);
  } catch (error) {
    if (!String(error).includes("did not self-register")) throw error;
  }
}
