import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { EngineError } from "../engine-error.ts";
import type { Release } from "./release.ts";

/** The sha256 of a file, hexadecimal. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, signal ? { signal } : {});
  return hash.digest("hex");
}

/**
 * Passes only where the file has the release's pinned sha256; deletes it otherwise.
 *
 * @throws EngineError where it has another checksum, or where none is pinned.
 */
export async function verifyWheel(path: string, release: Release, signal?: AbortSignal): Promise<void> {
  const allowed = pinnedChecksum(release);
  const received = await sha256OfFile(path, signal);
  if (received === allowed) return;
  await rm(path, { force: true });
  throw new EngineError(
    `${release.file} is not the file that was pinned: its sha256 is ${received}, allowed is ${allowed}. ` +
      "It was deleted. Look at what your package index serves under that name, then install again.",
  );
}

/** @throws EngineError where the release has no checksum: nothing is downloaded that could not be verified. */
export function pinnedChecksum(release: Release): string {
  if (release.sha256 !== undefined) return release.sha256;
  throw new EngineError(
    `no checksum is pinned for ${release.name} ${release.version} (flavor ${release.flavor}): it was not run yet on a GPU. ` +
      `Give the sha256 that the package index shows for ${release.file}, with --sha256.`,
  );
}
