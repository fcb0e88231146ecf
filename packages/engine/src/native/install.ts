import { rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freshWorkFolder, whileLocked } from "qat-cache/make";
import {
  BINDING_FILE,
  findInstall,
  type InstallManifest,
  installFolder,
  LIBRARY_FOLDER,
  MANIFEST_FILE,
} from "./cache.ts";
import { pinnedChecksum } from "./checksum.ts";
import { compileBinding } from "./compile.ts";
import { downloadWheel } from "./download.ts";
import { extractWheel, LIBRARIES } from "./extract.ts";
import type { InstallContext } from "./progress.ts";
import { type Flavor, type Release, releaseOf } from "./release.ts";

export interface InstallOptions extends InstallContext {
  flavor: Flavor;
  /** The wheel's sha256, for a flavor that has none pinned. */
  sha256?: string;
}

export interface InstallResult {
  alreadyThere: boolean;
  path: string;
}

/**
 * Provisions the native engine into the user's cache: downloads the wheel, verifies it, extracts the libraries,
 * compiles the binding. Idempotent. What is half made never counts, and a verified wheel is kept until all is done, so
 * an interrupted install goes on with the first stage that is not whole. Several at once wait for each other.
 *
 * @throws EngineError where a stage fails, with what to do; the signal's reason where it was aborted.
 */
export async function installNative(options: InstallOptions): Promise<InstallResult> {
  const pinned = releaseOf(options.flavor);
  const given = pinned.sha256 === undefined && options.sha256 !== undefined;
  return installRelease(given ? { ...pinned, sha256: options.sha256 as string } : pinned, options);
}

/** As `installNative`, for any release. */
export async function installRelease(release: Release, context: InstallContext = {}): Promise<InstallResult> {
  const path = installFolder(release);
  if (findInstall(release) !== undefined) return { alreadyThere: true, path };
  pinnedChecksum(release);
  return whileLocked(
    path,
    async (signal) => {
      if (findInstall(release) !== undefined) return { alreadyThere: true, path };
      await makeInstall(release, path, { ...context, signal });
      context.onProgress?.({ stage: "done" });
      return { alreadyThere: false, path };
    },
    context.signal,
  );
}

async function makeInstall(release: Release, path: string, context: InstallContext): Promise<void> {
  const wheel = join(dirname(path), release.file);
  await downloadWheel(release, wheel, context);
  const work = await freshWorkFolder(path);
  try {
    await extractWheel(wheel, work, context);
    await compileBinding(work, context);
    await writeFile(join(work, MANIFEST_FILE), JSON.stringify(await manifestOf(release, work), null, 2));
    await rm(path, { recursive: true, force: true });
    await rename(work, path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await rm(wheel, { force: true });
}

async function manifestOf(release: Release, folder: string): Promise<InstallManifest> {
  const files = [BINDING_FILE, ...LIBRARIES.map((file) => join(LIBRARY_FOLDER, file))];
  const sizes = await Promise.all(files.map(async (file) => [file, (await stat(join(folder, file))).size] as const));
  const { name, version, flavor } = release;
  return { name, version, flavor, sha256: pinnedChecksum(release), files: Object.fromEntries(sizes) };
}
