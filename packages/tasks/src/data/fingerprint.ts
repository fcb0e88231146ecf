import { createHash } from "node:crypto";
import type { DataFiles } from "./data-files.ts";
import { requireFiles } from "./find-files.ts";
import { contentHash } from "./pinned-file.ts";

/**
 * One SHA-256, in hexadecimal, over the names and contents of a dataset's files as they are now, right or not; the same
 * wherever they lie, compressed or not.
 * @throws {InputError} when a file is missing or unreadable
 */
export async function fingerprintOf(data: DataFiles): Promise<string> {
  const digests = await Promise.all(
    requireFiles(data).map(async ({ file, path }) => [file.name, await contentHash(path, data.remedy())]),
  );
  return createHash("sha256").update(JSON.stringify(digests)).digest("hex");
}
