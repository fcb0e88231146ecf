/** Data files whose content is known in advance, by size and SHA-256: accuracy must not depend on a changed copy. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { InputError } from "qat-core";

export interface PinnedFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * A file's content, once it is known to be the right one.
 * @param remedy how to get the right file: ends the message of an error
 * @throws {InputError} when the file is missing, unreadable, truncated or altered
 */
export async function readPinned({ path, bytes, sha256 }: PinnedFile, remedy: string): Promise<Uint8Array> {
  const content = await readFile(path).catch((cause) => unreadable(path, remedy, cause));
  if (content.length !== bytes) {
    const what = content.length < bytes ? "truncated" : "altered";
    throw new InputError(`the data file ${path} is ${what}: ${content.length} bytes`, {
      allowed: `${bytes} bytes`,
      remedy,
    });
  }
  const found = createHash("sha256").update(content).digest("hex");
  if (found !== sha256) {
    throw new InputError(`the data file ${path} is altered: sha256 ${found}`, { allowed: `sha256 ${sha256}`, remedy });
  }
  return content;
}

/**
 * One SHA-256, in hexadecimal, over the names and contents of files as they are now, right or not.
 * @throws {InputError} when a file is missing or unreadable
 */
export async function fingerprintOf(files: readonly PinnedFile[], remedy: string): Promise<string> {
  const digests = await Promise.all(files.map(async ({ path }) => [basename(path), await digest(path, remedy)]));
  return createHash("sha256").update(JSON.stringify(digests)).digest("hex");
}

async function digest(path: string, remedy: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  } catch (cause) {
    unreadable(path, remedy, cause);
  }
  return hash.digest("hex");
}

function unreadable(path: string, remedy: string, cause: unknown): never {
  const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
  const why = missing ? "is missing" : `cannot be read: ${(cause as Error).message}`;
  throw new InputError(`the data file ${path} ${why}`, { remedy, cause });
}
