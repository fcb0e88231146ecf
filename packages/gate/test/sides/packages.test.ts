import { existsSync } from "node:fs";
import { mkdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installedBy } from "../../src/sides/lockfile.ts";
import { providePackages } from "../../src/sides/packages.ts";
import { makeFolder } from "../fixtures/repository.ts";

type Files = Readonly<Record<string, string>>;

const lock = (packages: object) => JSON.stringify({ name: "made", lockfileVersion: 3, packages });
const installed = {
  "node_modules/plain": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/@scoped/one": { version: "2.0.0", integrity: "sha512-b" },
  "packages/own/node_modules/nested": { version: "3.0.0", integrity: "sha512-c" },
};
const links = {
  "": { workspaces: ["packages/*"] },
  "packages/own": { name: "own", version: "0.0.0" },
  "node_modules/own": { resolved: "packages/own", link: true },
};

describe("what a lockfile installs", () => {
  test("is the same whatever the workspace's own packages are", () => {
    const other = { ...links, "packages/more": { name: "more" }, "node_modules/more": { link: true } };
    expect(installedBy(lock({ ...links, ...installed }))).toBe(installedBy(lock({ ...installed, ...other })));
  });

  test("is another with another version, integrity, place or package", () => {
    const same = installedBy(lock(installed));
    const others = [
      { ...installed, "node_modules/plain": { version: "1.0.1", integrity: "sha512-a" } },
      { ...installed, "node_modules/plain": { version: "1.0.0", integrity: "sha512-z" } },
      { ...installed, "node_modules/more": { version: "1.0.0" } },
      { "node_modules/plain": installed["node_modules/plain"] },
    ];
    for (const other of others) expect(installedBy(lock(other))).not.toBe(same);
  });
});

describe("a worktree's packages", () => {
  let checkout: string;
  let worktree: string;
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const never = new AbortController().signal;

  async function write(root: string, files: Files) {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }

  const sources = (what: string): Files => ({
    "package.json": JSON.stringify({ name: "made", version: "0.0.0", workspaces: ["packages/*"] }),
    "packages/own/package.json": JSON.stringify({ name: "own", version: "0.0.0" }),
    "packages/own/index.js": what,
  });

  beforeEach(async () => {
    said.length = 0;
    [checkout, worktree] = [await makeFolder(), await makeFolder()];
    await write(checkout, {
      ...sources("head"),
      "package-lock.json": lock({ ...links, ...installed }),
      "node_modules/plain/index.js": "plain",
      "node_modules/@scoped/one/index.js": "one",
      "node_modules/.cache/x.txt": "x",
      "packages/own/node_modules/nested/index.js": "nested",
    });
    await symlink("../packages/own", join(checkout, "node_modules/own"));
    await write(worktree, sources("base"));
  });

  afterEach(async () => {
    await rm(checkout, { recursive: true, force: true });
    await rm(worktree, { recursive: true, force: true });
  });

  const read = (path: string) => readFile(join(worktree, path), "utf8");

  test("are links to those that are installed here; the workspace's own are the worktree's", async () => {
    await write(worktree, {
      "package-lock.json": lock({ ...installed, ...links, "node_modules/new": { link: true } }),
      "packages/new/package.json": JSON.stringify({ name: "@ours/new" }),
    });
    await providePackages(checkout, worktree, say, never);
    expect(said).toEqual([]);
    expect(await read("node_modules/plain/index.js")).toBe("plain");
    expect(await read("node_modules/@scoped/one/index.js")).toBe("one");
    expect(await read("packages/own/node_modules/nested/index.js")).toBe("nested");
    expect(await read("node_modules/own/index.js")).toBe("base");
    expect(await realpath(join(worktree, "node_modules/own"))).toBe(join(worktree, "packages/own"));
    expect(await realpath(join(worktree, "node_modules/@ours/new"))).toBe(join(worktree, "packages/new"));
    expect(await realpath(join(worktree, "node_modules/plain"))).toBe(join(checkout, "node_modules/plain"));
    expect(existsSync(join(worktree, "node_modules/.cache"))).toBe(false);
  });

  test("leave out a link whose folder is gone: a package that was deleted, and not yet by npm", async () => {
    await write(worktree, { "package-lock.json": lock({ ...installed, ...links }) });
    await symlink("../packages/deleted", join(checkout, "node_modules/deleted"));
    await providePackages(checkout, worktree, say, never);
    expect(existsSync(join(worktree, "node_modules/deleted"))).toBe(false);
    expect(await read("node_modules/plain/index.js")).toBe("plain");
  });

  test("are installed by npm where the lockfile installs others, and no script runs", async () => {
    const script = JSON.stringify({
      name: "made",
      version: "0.0.0",
      workspaces: ["packages/*"],
      scripts: { postinstall: "touch ran.txt" },
    });
    await write(worktree, { "package.json": script, "package-lock.json": lock({ ...links, "": JSON.parse(script) }) });
    await providePackages(checkout, worktree, say, never);
    expect(said).toEqual([expect.stringContaining("npm ci")]);
    expect(await read("node_modules/own/index.js")).toBe("base");
    expect(existsSync(join(worktree, "node_modules/plain"))).toBe(false);
    expect(existsSync(join(worktree, "ran.txt"))).toBe(false);
  });

  test("that npm cannot install fail in npm's words", async () => {
    await write(worktree, { "package-lock.json": "{}" });
    await expect(providePackages(checkout, worktree, say, never)).rejects.toThrow();
  });
});
