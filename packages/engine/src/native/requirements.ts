import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { unsupportedPlatform } from "./platform.ts";
import { releaseOf } from "./release.ts";

const run = promisify(execFile);

/** Long enough for a Python that starts from a cold disk. */
const ANSWER_LIMIT_MS = 20_000;

export type Provisionable = { ok: true; bytes: number } | { ok: false; reason: string };

/**
 * Whether this machine can provision the native engine: Linux on x64 with glibc 2.27, python3 with pip, and g++.
 *
 * @returns the size of the download, or in one line what is missing.
 */
export async function canProvision(): Promise<Provisionable> {
  const missing =
    unsupportedPlatform() ??
    oldLibc() ??
    (await missingTool("python3", ["--version"])) ??
    (await missingTool("python3", ["-m", "pip", "--version"], "pip for python3")) ??
    (await missingTool("g++", ["--version"]));
  return missing === undefined ? { ok: true, bytes: releaseOf("cpu").bytes ?? 0 } : { ok: false, reason: missing };
}

function oldLibc(): string | undefined {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const version = report?.header?.glibcVersionRuntime;
  if (version === undefined) return "the library needs glibc, and this system has another C library";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || minor >= 27 ? undefined : `the library needs glibc 2.27 or newer, and this is ${version}`;
}

async function missingTool(command: string, args: readonly string[], name = command): Promise<string | undefined> {
  try {
    await run(command, [...args], { timeout: ANSWER_LIMIT_MS });
    return undefined;
  } catch (error) {
    const cause = error as NodeJS.ErrnoException & { killed?: boolean };
    if (cause.code === "ENOENT") return `${name} was not found on PATH`;
    if (cause.killed) return `${name} did not answer within ${ANSWER_LIMIT_MS / 1000} s`;
    return `${name} does not run (${command} ${args.join(" ")} failed)`;
  }
}
