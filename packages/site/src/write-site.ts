import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** By this file a folder is known to be a site, which the next one may replace. */
const marker = "site.css";

/** Whether a site may take a folder's place: it is missing or empty, or a site lies in it. */
export async function isReplaceable(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR") return ["a file"];
    throw error;
  });
  return names.length === 0 || (names.includes(marker) && names.includes("data.json"));
}

/**
 * Writes files into a new folder that takes the place of the old one when all are there: a reader sees the old site or the new
 * one, and a site that could not be finished leaves the old one as it was.
 * @param files by path in the folder
 * @returns bytes written
 * @throws {Error} where the folder is none that may be replaced, or cannot be written
 */
export async function writeSite(
  folder: string,
  files: AsyncIterable<readonly [path: string, text: string]>,
): Promise<number> {
  const target = resolve(folder);
  if (!(await isReplaceable(target))) {
    throw new Error(`${folder} holds something else than a site\n  to do: name an empty folder, or a new one`);
  }
  const suffix = randomBytes(4).toString("hex");
  const fresh = `${target}.new-${suffix}`;
  const old = `${target}.old-${suffix}`;
  try {
    const bytes = await writeAll(fresh, files);
    const hadOne = await rename(target, old).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return false;
        throw error;
      },
    );
    await rename(fresh, target);
    if (hadOne) await rm(old, { recursive: true });
    return bytes;
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot write the site to ${folder}: ${reason}`, { cause });
  }
}

async function writeAll(folder: string, files: AsyncIterable<readonly [string, string]>): Promise<number> {
  let bytes = 0;
  const made = new Set<string>();
  for await (const [path, text] of files) {
    const at = join(folder, path);
    if (!made.has(dirname(at))) await mkdir(dirname(at), { recursive: true });
    made.add(dirname(at));
    await writeFile(at, text);
    bytes += Buffer.byteLength(text);
  }
  return bytes;
}
