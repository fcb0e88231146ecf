import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { extract } from "tar";
import type { Origin } from "../data-files.ts";
import type { FetchContext } from "./fetch-context.ts";

type Archive = Extract<Origin, { kind: "archive" }>;

/**
 * Unpacks files of a fetched archive, and no others, once the archive itself is known to be the right one; a wrong one is
 * removed, for it must not be continued.
 * @param path where the archive lies
 * @param names of the files in the archive's folder
 * @param into an empty folder
 * @returns the folder that the files are in then
 * @throws {Error} when the archive is another one, or has not all of the files
 */
export async function unpackArchive(
  { bytes, sha256, folder }: Archive,
  path: string,
  names: readonly string[],
  into: string,
  { onProgress, signal }: FetchContext = {},
): Promise<string> {
  onProgress?.({ stage: `unpacking ${basename(path)}` });
  const found = await measure(path, signal);
  if (found.bytes !== bytes || found.sha256 !== sha256) {
    await rm(path, { force: true });
    const [received, allowed] = [found, { bytes, sha256 }].map((each) => `${each.bytes} bytes, sha256 ${each.sha256}`);
    throw new Error(`what it has is not the archive that is pinned: ${received}, allowed is ${allowed}`);
  }
  const wanted = new Set(names.map((name) => `${folder}/${name}`));
  await extract({ file: path, cwd: into, strict: true, preserveOwner: false, filter: (entry) => wanted.has(entry) });
  signal?.throwIfAborted();
  const missing = [...wanted].filter((name) => !existsSync(join(into, name)));
  if (missing.length > 0) throw new Error(`the archive does not have ${missing.join(", ")}`);
  return join(into, folder);
}

/** Size and SHA-256 of a file as it is. */
async function measure(path: string, signal?: AbortSignal): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  const stored = createReadStream(path, { highWaterMark: 2 ** 20 });
  await pipeline(stored, hash, signal ? { signal } : {});
  return { bytes: stored.bytesRead, sha256: hash.digest("hex") };
}
