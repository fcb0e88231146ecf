import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { FetchContext } from "./fetch-context.ts";

const run = promisify(execFile);
const pollMilliseconds = 250;

/**
 * Downloads a Debian package and unpacks it into a folder: nothing is installed, and nobody need be root. apt-get fetches
 * it, because apt-get alone knows the machine's mirrors and proxy, and checks it against the archive's signature.
 * @param work an empty folder
 * @returns the root that the package's absolute paths are relative to
 * @throws {Error} where apt-get or dpkg-deb are missing or fail, with their last line
 */
export async function unpackDebian(packageName: string, work: string, context: FetchContext = {}): Promise<string> {
  const options = { cwd: work, ...(context.signal ? { signal: context.signal } : {}) };
  const total = await packageBytes(packageName);
  const tell = (done: number) =>
    context.onProgress?.({ stage: packageName, done, ...(total === undefined ? {} : { total }) });
  const poll = setInterval(() => void debBytes(work).then(tell), pollMilliseconds);
  try {
    await tool("apt-get", ["download", "--quiet", packageName], options, context.signal);
  } finally {
    clearInterval(poll);
  }
  const deb = (await readdir(work)).find((name) => name.endsWith(".deb"));
  if (deb === undefined) throw new Error(`apt-get left no package ${packageName}`);
  tell(await debBytes(work));
  const root = join(work, "root");
  await tool("dpkg-deb", ["--extract", deb, root], options, context.signal);
  return root;
}

async function tool(command: string, args: readonly string[], options: object, signal?: AbortSignal): Promise<void> {
  try {
    await run(command, [...args], options);
  } catch (error) {
    signal?.throwIfAborted();
    const { code, stderr = "" } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === "ENOENT") throw new Error(`${command} was not found on PATH`, { cause: error });
    const why = stderr.split("\n").findLast((line) => line.startsWith("E:")) ?? stderr.trim().split("\n").at(-1);
    throw new Error(`${command} failed: ${why}`, { cause: error });
  }
}

/** As the archive's index has it: `'<address>' <file> <bytes> <checksum>`. */
async function packageBytes(packageName: string): Promise<number | undefined> {
  try {
    const { stdout } = await run("apt-get", ["download", "--print-uris", "--quiet", packageName]);
    const bytes = Number(stdout.trim().split("\n").at(-1)?.split(" ")[2]);
    return bytes > 0 ? bytes : undefined;
  } catch {
    return undefined; // the download itself says why
  }
}

/** The size of the package under way; apt-get may write it in a folder of its own making. */
async function debBytes(folder: string): Promise<number> {
  try {
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.includes(".deb"));
    return Math.max(0, ...(await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))));
  } catch {
    return 0; // apt-get moved the file between the two looks
  }
}
