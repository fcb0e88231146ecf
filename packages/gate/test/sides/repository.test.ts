import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "qat-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changedFiles, commitNamed, defaultBase, openRepository } from "../../src/sides/repository.ts";
import { type MadeRepository, makeFolder, makeRepository } from "../fixtures/repository.ts";

let made: MadeRepository;
let first: string;

beforeEach(async () => {
  made = await makeRepository();
  await made.write("a.txt", "a\n");
  await made.write("inner/b.txt", "b\n");
  first = await made.commit("First");
});

afterEach(() => made.remove());

test("names stand for commits, or for none", async () => {
  const repository = await openRepository(made.root);
  await made.git("tag", "--annotate", "--message", "A tag", "v1");
  for (const name of ["HEAD", "main", "v1", first, first.slice(0, 8)]) {
    expect(await commitNamed(repository, name)).toBe(first);
  }
  for (const name of ["nowhere", "0".repeat(40), "--all", "", "HEAD:a.txt"]) {
    expect(await commitNamed(repository, name)).toBeNull();
  }
});

test("the default base is where head left main, and origin's branch goes before the own one", async () => {
  await made.git("checkout", "--quiet", "-b", "change");
  await made.write("a.txt", "changed\n");
  const changed = await made.commit("Change");
  await made.git("checkout", "--quiet", "main");
  await made.write("inner/b.txt", "main went on\n");
  const ahead = await made.commit("Main goes on");
  const repository = await openRepository(made.root);
  expect(await defaultBase(repository, "change")).toBe(first);
  expect(await defaultBase(repository, ahead)).toBe(ahead);
  await made.git("update-ref", "refs/remotes/origin/main", changed);
  expect(await defaultBase(repository, "change")).toBe(changed);
  await made.git("update-ref", "refs/remotes/origin/develop", first);
  await made.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop");
  expect(await defaultBase(repository, "change")).toBe(first);
});

test("without a default branch, or a commit in common, it is said what to do", async () => {
  const repository = await openRepository(made.root);
  await made.git("checkout", "--quiet", "--orphan", "alone");
  await made.commit("Alone");
  await expect(defaultBase(repository, "HEAD")).rejects.toThrow(/no commit in common here\n.*--unshallow/);
  await made.git("branch", "--quiet", "-D", "main");
  await expect(defaultBase(repository, "HEAD")).rejects.toThrow(/no default branch.*\n.*origin\/HEAD.*\n.*--base/);
});

test("outside of a repository, and in one without a commit, it is said what to do", async () => {
  const folder = await makeFolder();
  await expect(openRepository(folder)).rejects.toThrow(InputError);
  await expect(openRepository(folder)).rejects.toThrow("--base <folder>");
  await rm(folder, { recursive: true });
  const empty = await makeRepository();
  await expect(openRepository(empty.root)).rejects.toThrow(InputError);
  await empty.remove();
});

test("changed files: of commits, and of what is not committed yet", async () => {
  await made.write(".gitignore", "ignored/\n");
  await made.git("mv", "a.txt", "renamed.txt");
  await made.write("with space & ümlaut.txt", "text\n");
  const second = await made.commit("Second");
  const repository = await openRepository(made.root);
  const ofCommit = [".gitignore", "a.txt", "renamed.txt", "with space & ümlaut.txt"];
  expect(await changedFiles(repository, first, second)).toEqual(ofCommit);
  expect(await changedFiles(repository, second, null)).toEqual([]);
  await made.write("inner/b.txt", "edited\n");
  await made.write("new.txt", "new\n");
  await made.write("ignored/x.txt", "x\n");
  await rm(join(made.root, "renamed.txt"));
  expect(await changedFiles(repository, second, null)).toEqual(["inner/b.txt", "new.txt", "renamed.txt"]);
  expect(await changedFiles(repository, first, second)).toEqual(ofCommit);
});

test("a checkout below the top of its repository has paths of its own", async () => {
  const inner = join(made.root, "inner");
  await writeFile(join(inner, "b.txt"), "edited\n");
  await writeFile(join(made.root, "a.txt"), "edited\n");
  const repository = await openRepository(inner);
  expect(repository.prefix).toBe("inner/");
  expect(repository.folder).toBe(join(made.root, ".git"));
  expect(await changedFiles(repository, first, null)).toEqual(["b.txt"]);
});
