import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * A new folder beside `path`, to make something in that gets the name `path` when it is whole. Those that killed
 * processes left are removed: the caller holds the lock of `path`. Its name is new each time, because a compiler or a pip
 * that outlived its killed parent may still write to the old one.
 */
export async function freshWorkFolder(path: string): Promise<string> {
  const parent = dirname(path);
  const prefix = `${basename(path)}.work-`;
  await mkdir(parent, { recursive: true });
  const left = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(parent, name), { recursive: true, force: true })));
  return mkdtemp(join(parent, prefix));
}
