import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { PinnedFile } from "../pinned-file.ts";

/**
 * Puts a fetched file, decompressed, into a folder under its own name, once its content is known to be the right one.
 * @param from where it lies; gunzipped where it ends with `.gz`
 * @param work a folder on the same disk, for what is half done
 * @throws {Error} when its content is another one; the folder is left as it was
 */
export async function placeFile(
  { name, bytes, sha256 }: PinnedFile,
  from: string,
  folder: string,
  work: string,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash("sha256");
  let size = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > bytes ? new Error(`it holds more than the ${bytes} bytes of ${name}`) : null, chunk);
    },
  });
  const half = join(work, name);
  const stored = createReadStream(from, { highWaterMark: 2 ** 20 });
  const unpacked = from.endsWith(".gz") ? [createGunzip()] : [];
  try {
    await pipeline([stored, ...unpacked, check, createWriteStream(half)], signal ? { signal } : {});
    const found = hash.digest("hex");
    if (found !== sha256) {
      throw new Error(`what it has as ${name} is not the file that is pinned: sha256 ${found}, allowed is ${sha256}`);
    }
    await mkdir(folder, { recursive: true });
    await rename(half, join(folder, name));
  } finally {
    await rm(half, { force: true });
  }
}
