import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { provenance } from "../src/execute/environment.ts";

let root: string;
const git = (...command: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...command], {
    cwd: root,
    encoding: "utf8",
  });
const look = () => provenance({ root, suites: root, reports: root });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "qat-environment-"));
  await writeFile(join(root, "package-lock.json"), "{}");
});
afterEach(() => rm(root, { recursive: true }));

test("outside of a repository there is no commit, and nothing is called clean", async () => {
  expect(await look()).toMatchObject({ commit: null, dirty: true });
});

describe("in a repository", () => {
  beforeEach(() => {
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "the first");
  });

  test("a clean tree is its commit", async () => {
    const commit = git("rev-parse", "HEAD").trim();
    expect(await look()).toMatchObject({ commit, dirty: false, dirtyHash: null, subject: "the first" });
  });

  test("changed and untracked files make it dirty, each change with its own hash", async () => {
    await writeFile(join(root, "new.ts"), "1");
    const untracked = await look();
    await writeFile(join(root, "new.ts"), "2");
    const edited = await look();
    await rm(join(root, "new.ts"));
    await writeFile(join(root, "package-lock.json"), "{ }");
    const changed = await look();
    expect([untracked.dirty, edited.dirty, changed.dirty]).toEqual([true, true, true]);
    expect(new Set([untracked.dirtyHash, edited.dirtyHash, changed.dirtyHash]).size).toBe(3);
    expect(changed.lockfile).not.toBe(edited.lockfile);
  });
});
