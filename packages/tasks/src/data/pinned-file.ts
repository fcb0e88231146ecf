/** Data files whose content is known in advance, by size and SHA-256: accuracy must not depend on a changed copy. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGunzip, gunzip } from "node:zlib";
import { InputError } from "qat-core";
import { takesOtherFiles } from "./other-files.ts";

export interface PinnedFile {
  readonly name: string;
  /** Size of the content, decompressed. */
  readonly bytes: number;
  /** Of the content, decompressed; lower-case hexadecimal. */
  readonly sha256: string;
}

/** Whose file it is, and how to get the right one, which ends the message of an error. */
export interface PinnedBy {
  readonly name: string;
  remedy(): string;
}

/**
 * A file's content, once it is known to be the right one, or one of the right size where the user takes other files for
 * the dataset's.
 * @param path where it lies; gunzipped where it ends with `.gz`
 * @throws {InputError} when the file is missing, unreadable, truncated or altered
 */
export async function readPinned({ bytes, sha256 }: PinnedFile, path: string, dataset: PinnedBy): Promise<Uint8Array> {
  const remedy = dataset.remedy();
  const content = await contentOf(path, bytes).catch((cause) => unreadable(path, remedy, cause));
  if (content.length !== bytes) {
    const what = content.length < bytes ? "truncated" : "altered";
    throw new InputError(`the data file ${path} is ${what}: ${content.length} bytes`, {
      allowed: `${bytes} bytes`,
      remedy,
    });
  }
  if (takesOtherFiles(dataset.name)) return content;
  const found = createHash("sha256").update(content).digest("hex");
  if (found !== sha256) {
    throw new InputError(`the data file ${path} is altered: sha256 ${found}`, {
      allowed: `sha256 ${sha256}`,
      remedy: `${remedy}; or, where it holds other examples on purpose, set QAT_BENCH_OTHER_DATA=${dataset.name}, and records say so`,
    });
  }
  return content;
}

/** No more than is allowed is decompressed, for a few bytes can stand for gigabytes. */
async function contentOf(path: string, bytes: number): Promise<Uint8Array> {
  const stored = await readFile(path);
  return isCompressed(path) ? promisify(gunzip)(stored, { maxOutputLength: bytes }) : stored;
}

/**
 * SHA-256 of a file's content as it is now, right or not; decompressed where its name ends with `.gz`.
 * @throws {InputError} when the file is missing or unreadable
 */
export async function contentHash(path: string, remedy: string): Promise<string> {
  const hash = createHash("sha256");
  const stored = createReadStream(path, { highWaterMark: 2 ** 20 });
  try {
    await (isCompressed(path) ? pipeline(stored, createGunzip(), hash) : pipeline(stored, hash));
  } catch (cause) {
    unreadable(path, remedy, cause);
  }
  return hash.digest("hex");
}

function isCompressed(path: string): boolean {
  return path.endsWith(".gz");
}

function unreadable(path: string, remedy: string, cause: unknown): never {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = {
    ENOENT: "is missing",
    Z_BUF_ERROR: "is truncated: its compressed content ends too early",
    Z_DATA_ERROR: `is altered: ${message}`,
    ERR_BUFFER_TOO_LARGE: "is altered: it decompresses to more than the right one",
  }[code ?? ""];
  throw new InputError(`the data file ${path} ${why ?? `cannot be read: ${message}`}`, { remedy, cause });
}
