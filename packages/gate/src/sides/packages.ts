import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, symlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { installedBy } from "./lockfile.ts";

/**
 * Gives a worktree its node_modules. Where its lockfile installs what this checkout's does, they are links: to each
 * package that is installed here, and to the worktree's own folders for the packages of the workspace. Elsewhere `npm ci`
 * installs them, from npm's cache where it can, and runs no package's scripts.
 * @param say told what takes time
 * @throws {Error} with npm's own words where it fails
 */
export async function providePackages(
  checkout: string,
  worktree: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const [here, there] = await Promise.all([checkout, worktree].map(lockfileOf));
  if (here !== undefined && there !== undefined && installedBy(here) === installedBy(there)) {
    await linkPackages(checkout, worktree);
    return;
  }
  say("its lockfile is another: npm ci installs its packages beside it");
  const npm = ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await promisify(execFile)("npm", npm, { cwd: worktree, signal, shell: process.platform === "win32" });
}

function lockfileOf(root: string): Promise<string | undefined> {
  return readFile(join(root, "package-lock.json"), "utf8").catch(() => undefined);
}

async function linkPackages(checkout: string, worktree: string): Promise<void> {
  await linkInstalled(checkout, join(checkout, "node_modules"), join(worktree, "node_modules"));
  for (const folder of await workspaceFolders(worktree)) {
    const { name } = JSON.parse(await readFile(join(worktree, folder, "package.json"), "utf8")) as { name: string };
    const link = join(worktree, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(relative(dirname(link), join(worktree, folder)), link, "junction");
    // Packages that npm put below one that needs another version of them than the rest.
    const nested = join(checkout, folder, "node_modules");
    if (existsSync(nested)) await linkInstalled(checkout, nested, join(worktree, folder, "node_modules"));
  }
}

/** Links the packages of one node_modules, but for those that lie in the checkout's own folders. */
async function linkInstalled(checkout: string, from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name.startsWith(".")) continue;
    if (name.startsWith("@")) {
      await linkInstalled(checkout, join(from, name), join(to, name));
      continue;
    }
    const target = await targetOf(join(from, name));
    if (target !== null && isInstalled(checkout, target)) await symlink(target, join(to, name), "junction");
  }
}

/** Where a package's files lie; null behind a link whose folder is gone, as that of a method that was deleted. */
async function targetOf(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function isInstalled(checkout: string, target: string): boolean {
  const inside = relative(checkout, target);
  return inside.startsWith("..") || inside.split(sep).includes("node_modules");
}

/** Folders of the workspace's packages: package.json names them, as `packages/*`. */
async function workspaceFolders(root: string): Promise<string[]> {
  const { workspaces = [] } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    workspaces?: readonly string[];
  };
  const folders = await Promise.all(
    workspaces.map(async (pattern) => {
      if (!pattern.endsWith("/*")) return [pattern];
      const parent = pattern.slice(0, -"/*".length);
      return (await readdir(join(root, parent))).map((name) => `${parent}/${name}`);
    }),
  );
  return folders.flat().filter((folder) => existsSync(join(root, folder, "package.json")));
}
