import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cacheFolder } from "../src/cache-folder.ts";
import { freshWorkFolder, whileLocked } from "../src/make.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qat-cache-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("the cache lies where QAT_BENCH_CACHE says, and at the platform's own place where it is empty", () => {
  vi.stubEnv("QAT_BENCH_CACHE", folder);
  expect(cacheFolder()).toBe(folder);
  vi.stubEnv("QAT_BENCH_CACHE", "");
  expect(cacheFolder()).toMatch(/qat-bench/);
});

test("two actions on one path never overlap, and both are done; the lock is gone after them", async () => {
  const path = join(folder, "deep", "thing");
  const log: string[] = [];
  const action = (name: string) => async () => {
    log.push(`${name} begins`);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    log.push(`${name} ends`);
    return name;
  };
  expect(await Promise.all([whileLocked(path, action("a")), whileLocked(path, action("b"))])).toEqual(["a", "b"]);
  const [first] = (log[0] as string).split(" ");
  const second = first === "a" ? "b" : "a";
  expect(log).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  expect(readdirSync(join(folder, "deep"))).toEqual([]);
});

test("an action that fails gives its error on, and the lock free", async () => {
  const path = join(folder, "thing");
  const fails = whileLocked(path, async () => {
    throw new Error("no room");
  });
  await expect(fails).rejects.toThrow("no room");
  expect(await whileLocked(path, async () => 1)).toBe(1);
});

test("who waits can be interrupted, and an action sees the interruption", async () => {
  const path = join(folder, "thing");
  const interrupt = new AbortController();
  let waiting: Promise<unknown> = Promise.resolve();
  await whileLocked(path, async () => {
    waiting = whileLocked(path, () => Promise.reject(new Error("must not begin")), interrupt.signal);
    const expected = expect(waiting).rejects.toThrow(/abort/i);
    interrupt.abort();
    await expected;
  });
  const during = new AbortController();
  const seen = await whileLocked(
    path,
    async (signal) => {
      during.abort();
      return signal.aborted;
    },
    during.signal,
  );
  expect(seen).toBe(true);
});

test("the lock of a process that was killed is taken over", async () => {
  const path = join(folder, "thing");
  const script = `
    import { writeSync } from "node:fs";
    import { whileLocked } from ${JSON.stringify(join(import.meta.dirname, "../src/while-locked.ts"))};
    await whileLocked(process.argv[1], async () => { writeSync(1, "held"); await new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script, path], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  expect(existsSync(`${path}.lock`)).toBe(true);
  expect(await whileLocked(path, async () => "mine")).toBe("mine");
});

test("a work folder is new and empty, beside its path, and removes what killed processes left", async () => {
  const path = join(folder, "deep", "thing");
  mkdirSync(join(folder, "deep"));
  const left = `${path}.work-left`;
  mkdirSync(left);
  writeFileSync(join(left, "half"), "");
  mkdirSync(join(folder, "deep", "thing-else.work-other"));
  const work = await freshWorkFolder(path);
  expect(readdirSync(work)).toEqual([]);
  expect(readdirSync(join(folder, "deep")).sort()).toEqual(
    ["thing-else.work-other", work.slice(join(folder, "deep").length + 1)].sort(),
  );
});
