import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openRepository, type Repository } from "../../src/sides/repository.ts";
import { addWorktree, removeAbandoned, worktreeFolder } from "../../src/sides/worktree.ts";
import { type MadeRepository, makeFolder, makeRepository } from "../fixtures/repository.ts";

let made: MadeRepository;
let cache: string;
let repository: Repository;
let first: string;

beforeEach(async () => {
  made = await makeRepository();
  cache = await makeFolder();
  vi.stubEnv("QAT_BENCH_CACHE", cache);
  await made.write("inner/a.txt", "as it was\n");
  first = await made.commit("First");
  await made.write("inner/a.txt", "as it is\n");
  await made.commit("Second");
  repository = await openRepository(made.root);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await made.remove();
  await rm(cache, { recursive: true, force: true });
});

const known = async () => (await made.git("worktree", "list")).split("\n").length - 1;

test("a worktree has the commit's files, and leaves nothing behind", async () => {
  const worktree = await addWorktree(repository, first);
  expect(worktree.root.startsWith(cache)).toBe(true);
  expect(await readFile(join(worktree.root, "inner/a.txt"), "utf8")).toBe("as it was\n");
  expect(await known()).toBe(1);
  await worktree.remove();
  expect(existsSync(worktree.root)).toBe(false);
  expect(await known()).toBe(0);
  expect(await readdir(worktreeFolder(repository))).toEqual([]);
  expect(await readFile(join(made.root, "inner/a.txt"), "utf8")).toBe("as it is\n");
});

test("removing it does not follow links", async () => {
  const outside = await makeFolder();
  await writeFile(join(outside, "kept.txt"), "kept");
  const worktree = await addWorktree(repository, first);
  await symlink(outside, join(worktree.root, "link"));
  await worktree.remove();
  expect(await readdir(outside)).toEqual(["kept.txt"]);
  await rm(outside, { recursive: true });
});

test("two of one commit at once do not meet, and neither removes the other", async () => {
  const [one, two] = await Promise.all([addWorktree(repository, first), addWorktree(repository, first)]);
  expect(one.root).not.toBe(two.root);
  await removeAbandoned(repository);
  expect(await known()).toBe(2);
  await one.remove();
  expect(existsSync(two.root)).toBe(true);
  await two.remove();
});

test("what no process holds is removed, half made or whole", async () => {
  const folder = worktreeFolder(repository);
  const left = join(folder, "left-by-a-kill");
  await mkdir(folder, { recursive: true });
  await made.git("worktree", "add", "--quiet", "--detach", left, first);
  await mkdir(join(folder, "before-it-was-added.lock"));
  // A lock that nobody renews counts as none after seconds.
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(join(folder, "before-it-was-added.lock"), longAgo, longAgo);
  const worktree = await addWorktree(repository, first);
  expect(existsSync(left)).toBe(false);
  expect(await known()).toBe(1);
  await worktree.remove();
  expect(await readdir(folder)).toEqual([]);
});

test("a commit that is not there leaves nothing behind", async () => {
  await expect(addWorktree(repository, "0".repeat(40))).rejects.toThrow();
  expect(await readdir(worktreeFolder(repository))).toEqual([]);
  expect(await known()).toBe(0);
});

test("a checkout below the top of its repository is found in the worktree", async () => {
  const inner = await openRepository(join(made.root, "inner"));
  const worktree = await addWorktree(inner, first);
  expect(await readdir(worktree.root)).toEqual(["a.txt"]);
  await worktree.remove();
});
