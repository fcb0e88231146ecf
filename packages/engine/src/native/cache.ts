import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cacheFolder } from "qat-cache";
import { FLAVORS, type Flavor, type Release, releaseOf } from "./release.ts";

/** What a whole install records about itself; it is written last, before the folder gets its name. */
export interface InstallManifest {
  readonly name: string;
  readonly version: string;
  readonly flavor: Flavor;
  readonly sha256: string;
  /** Size in bytes of each file, by its path inside the install folder. */
  readonly files: Readonly<Record<string, number>>;
}

export interface Install {
  readonly folder: string;
  readonly manifest: InstallManifest;
}

export const MANIFEST_FILE = "install.json";
export const BINDING_FILE = "tfjs_binding.node";
export const LIBRARY_FOLDER = "lib";

const require = createRequire(import.meta.url);

/** The folder of the package whose binding is built and linked. */
export function bindingPackageFolder(): string {
  return dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json"));
}

/** The folder of one release: libraries and binding of other versions and flavors live beside it. */
export function installFolder(release: Release): string {
  const binding = require("@tensorflow/tfjs-node-gpu/package.json") as { version: string };
  const build = `${release.name}-${release.version}-tfjs-${binding.version}-${process.platform}-${process.arch}`;
  return join(cacheFolder(), "native", build);
}

/** The install of `release`, or undefined where it is not there or not whole. Looks at file sizes only. */
export function findInstall(release: Release): Install | undefined {
  const folder = installFolder(release);
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST_FILE), "utf8")) as InstallManifest;
    const whole = Object.entries(manifest.files).every(([file, bytes]) => statSync(join(folder, file)).size === bytes);
    return whole && manifest.flavor === release.flavor ? { folder, manifest } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether NVIDIA's driver runs here: without one the cuda flavor is of no use. */
export function hasNvidiaDriver(): boolean {
  return statSync("/proc/driver/nvidia/version", { throwIfNoEntry: false }) !== undefined;
}

/** The install that `openEngine` uses: cuda where a driver is there and it is installed, else cpu. */
export function findUsableInstall(): Install | undefined {
  const flavors = FLAVORS.toReversed().filter((flavor) => flavor === "cpu" || hasNvidiaDriver());
  for (const flavor of flavors) {
    const install = findInstall(releaseOf(flavor));
    if (install !== undefined) return install;
  }
  return undefined;
}
