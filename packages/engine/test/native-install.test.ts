import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test, vi } from "vitest";
import { installNative } from "../src/index.ts";
import { findInstall, installFolder } from "../src/native/cache.ts";
import { extractWheel } from "../src/native/extract.ts";
import { installRelease } from "../src/native/install.ts";
import type { Release } from "../src/native/release.ts";
import { skipWithoutNative } from "./native-skip.ts";
import { leftIn, serveFrom, useProvisioning } from "./provisioning.ts";
import { makeSmallWheel } from "./small-wheel.ts";

const provisioning = useProvisioning();

/** Starts an install in a process of its own and kills it, with -9, as soon as it reports `stage`. */
async function killAt(stage: string, release: Release): Promise<void> {
  const script = `
    import { writeSync } from "node:fs";
    import { installRelease } from ${JSON.stringify(join(import.meta.dirname, "../src/native/install.ts"))};
    await installRelease(JSON.parse(process.argv[1]), { onProgress: (p) => writeSync(1, p.stage + "\\n") });`;
  const args = [
    "--conditions=qat-source",
    "--import",
    "tsx",
    "--input-type=module",
    "--eval",
    script,
    JSON.stringify(release),
  ];
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (line === stage) child.kill("SIGKILL");
  }
  expect((await exit)[1], `killed at ${stage}`).toBe("SIGKILL");
}

test("an install that was killed at any stage is completed, and only then counts; a damaged one is mended", async (context) => {
  const { release, index, cache } = provisioning();
  skipWithoutNative(context);
  for (const stage of ["download", "extract", "compile"]) {
    await killAt(stage, release);
    expect(findInstall(release), `after a kill at ${stage}`).toBeUndefined();
  }
  serveFrom(cache); // which has no wheel: the verified one must have been kept
  const path = installFolder(release);
  expect(await installRelease(release)).toEqual({ alreadyThere: false, path });
  expect(findInstall(release)?.folder).toBe(path);
  expect(await installRelease(release)).toEqual({ alreadyThere: true, path });
  expect(leftIn(cache), "neither wheel nor work folders nor lock").toEqual([path.slice(dirname(path).length + 1)]);

  truncateSync(join(path, "lib", "libtensorflow_cc.so.2"), 10);
  expect(findInstall(release)).toBeUndefined();
  serveFrom(index);
  const both = await Promise.all([installRelease(release), installRelease(release)]);
  expect(both.map(({ alreadyThere }) => alreadyThere).sort(), "the second waits for the first").toEqual([false, true]);
  expect(findInstall(release)).toBeDefined();
}, 240_000);

test("a wheel with another checksum is refused, named and deleted", async () => {
  const { release, cache } = provisioning();
  const pinned = { ...release, sha256: "0".repeat(64) };
  await expect(installRelease(pinned)).rejects.toThrow(
    new RegExp(`its sha256 is ${release.sha256}, allowed is 0{64}. It was deleted`),
  );
  expect(leftIn(cache)).toEqual([]);
});

test("a wheel without the libraries is refused", async () => {
  const { cache } = provisioning();
  const empty = join(cache, "empty.whl");
  writeFileSync(empty, Buffer.from("504b0506000000000000000000000000000000000000", "hex"));
  await expect(extractWheel(empty, join(cache, "out"))).rejects.toThrow(
    /holds no libtensorflow_cc.so.2 and no libtensorflow_framework/,
  );
});

test("an aborted install leaves nothing that counts", async () => {
  const { release, cache } = provisioning();
  const stop = new AbortController();
  const onProgress = ({ stage }: { stage: string }) => {
    if (stage === "extract") stop.abort(new Error("interrupted by the user"));
  };
  await expect(installRelease(release, { signal: stop.signal, onProgress })).rejects.toThrow(/abort|interrupted/i);
  expect(findInstall(release)).toBeUndefined();
  expect(leftIn(cache)).toEqual([release.file]);
});

test("headers the compiler does not understand are reported with its first error", async () => {
  const folder = mkdtempSync(join(tmpdir(), "qat-engine-bare-"));
  vi.stubEnv("QAT_BENCH_CACHE", join(folder, "nothing")); // so that the wheel is made without headers
  const bare = await makeSmallWheel(folder);
  serveFrom(folder);
  await expect(installRelease(bare)).rejects.toThrow(/g\+\+ could not compile .*error: .*c_api\.h/);
  rmSync(folder, { recursive: true });
});

test("the cuda flavor asks for a checksum before it downloads anything", async () => {
  await expect(installNative({ flavor: "cuda" })).rejects.toThrow(
    /no checksum is pinned for tensorflow 2\.21\.0.*not run yet.*--sha256/,
  );
  await expect(installNative({ flavor: "cuda", sha256: "0".repeat(64) })).rejects.toThrow(
    /pip could not download tensorflow 2\.21/,
  );
  await expect(installNative({ flavor: "rocm" as "cpu" })).rejects.toThrow(/flavor "rocm". Allowed: cpu, cuda/);
});

test("what is installed already is told at once", async (context) => {
  skipWithoutNative(context);
  vi.unstubAllEnvs();
  const start = performance.now();
  expect(await installNative({ flavor: "cpu" })).toMatchObject({ alreadyThere: true });
  expect(performance.now() - start).toBeLessThan(500);
});
