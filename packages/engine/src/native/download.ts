import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freshWorkFolder } from "qat-cache/make";
import { EngineError } from "../engine-error.ts";
import { pinnedChecksum, verifyWheel } from "./checksum.ts";
import type { InstallContext } from "./progress.ts";
import { type Release, WHEEL_TAGS } from "./release.ts";

const run = promisify(execFile);

/** An index that has not sent a byte of the wheel by then is taken for unreachable: the caller falls back to wasm. */
const FIRST_BYTE_LIMIT_MS = 15_000;
const POLL_MS = 250;

/**
 * Puts the release's wheel at `path`, verified. A whole one that lies there already is not fetched again.
 *
 * pip fetches it, because only pip knows the user's index, mirror, proxy, certificates and credentials; fetching by
 * our own hand would have to guess them all. A broken connection is resumed where it broke from pip 25.1 on; a killed
 * download begins anew, since pip keeps no parts; the size of the file that pip is writing is its progress.
 *
 * @throws EngineError where the wheel cannot be had, with pip's last line, or has the wrong checksum.
 */
export async function downloadWheel(release: Release, path: string, context: InstallContext = {}): Promise<void> {
  pinnedChecksum(release);
  const { onProgress, signal } = context;
  if (existsSync(path)) {
    onProgress?.({ stage: "verify" });
    if (await keptWheelIsWhole(release, path, signal)) return;
  }
  const part = await freshWorkFolder(path);
  try {
    await pipDownload(release, part, context);
    onProgress?.({ stage: "verify" });
    const arrived = join(part, release.file);
    await verifyWheel(arrived, release, signal);
    await rename(arrived, path);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

async function keptWheelIsWhole(release: Release, path: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await verifyWheel(path, release, signal);
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

async function pipDownload(release: Release, folder: string, context: InstallContext): Promise<void> {
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  const { firstByteLimitMs = FIRST_BYTE_LIMIT_MS } = context;
  const giveUp = new AbortController();
  const silence = setTimeout(() => giveUp.abort(), firstByteLimitMs);
  const poll = setInterval(() => {
    void wheelBytes(folder).then((done) => {
      if (done === 0) return;
      clearTimeout(silence);
      const total = release.bytes;
      context.onProgress?.({ stage: "download", done, ...(total === undefined ? {} : { total }) });
    });
  }, POLL_MS);
  const signals = context.signal ? [context.signal, giveUp.signal] : [giveUp.signal];
  try {
    context.onProgress?.({
      stage: "download",
      done: 0,
      ...(release.bytes === undefined ? {} : { total: release.bytes }),
    });
    await run("python3", await pipArguments(release, folder), {
      signal: AbortSignal.any(signals),
      // pip writes what is on its way below TMPDIR: there its growth can be seen.
      env: { ...process.env, TMPDIR: temporary },
    });
  } catch (error) {
    context.signal?.throwIfAborted();
    const why = giveUp.signal.aborted
      ? `the package index sent nothing within ${firstByteLimitMs / 1000} s`
      : lastLine((error as { stderr?: string }).stderr ?? String(error));
    throw new EngineError(
      `pip could not download ${release.name} ${release.version}: ${why} ` +
        "Check the network, or point pip at an index or folder that has it (PIP_INDEX_URL, PIP_FIND_LINKS); the wasm engine works meanwhile.",
      { cause: error },
    );
  } finally {
    clearTimeout(silence);
    clearInterval(poll);
  }
}

async function pipArguments(release: Release, folder: string): Promise<string[]> {
  const { stdout } = await run("python3", ["-m", "pip", "--version"]);
  const [major = 0, minor = 0] = (/pip (\d+)\.(\d+)/.exec(stdout) ?? []).slice(1).map(Number);
  const canResume = major > 25 || (major === 25 && minor >= 1);
  const { python, implementation, abi, platform } = WHEEL_TAGS;
  return [
    ...["-m", "pip", "download", "--quiet", "--no-input", "--no-deps", "--no-cache-dir", "--only-binary=:all:"],
    ...["--disable-pip-version-check", "--progress-bar=off", "--retries=1", "--timeout=15"],
    ...(canResume ? ["--resume-retries=5"] : []),
    ...[`--python-version=${python}`, `--implementation=${implementation}`, `--abi=${abi}`, `--platform=${platform}`],
    ...["--dest", folder, `${release.name}==${release.version}`],
  ];
}

/** The size of the wheel under way: pip writes it in a folder of its own making, two or three levels down. */
async function wheelBytes(folder: string): Promise<number> {
  try {
    const files = await readdir(folder, { recursive: true });
    const sizes = files
      .filter((file) => file.endsWith(".whl"))
      .map(async (file) => (await stat(join(folder, file))).size);
    return Math.max(0, ...(await Promise.all(sizes)));
  } catch {
    return 0; // pip moved the file between the two looks
  }
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? "";
  return line.endsWith(".") ? line : `${line}.`;
}
