import { mkdir, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { DownloaderHelper } from "node-downloader-helper";
import type { FetchContext } from "./fetch-context.ts";

/** A server that sends nothing for so long is given up. */
const silenceMilliseconds = 20_000;
/** How often a transfer that broke is taken up again. */
const attempts = 5;

/**
 * Puts what is at an address at `path`, not verified. What an earlier try left there is continued, where the server can.
 * A transfer that breaks is taken up again; one that does not begin is not, for the caller may know another address.
 * @throws {Error} when it cannot be had, with what is there left for the next try; the signal's reason where it is aborted
 */
export async function download(address: string, path: string, context: FetchContext = {}): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const { failure, moved } = await transfer(address, path, context);
    if (failure === undefined) return;
    context.signal?.throwIfAborted();
    if (!moved || attempt === attempts) throw failure;
  }
}

interface Transfer {
  readonly failure?: Error;
  /** Whether any byte came. */
  readonly moved: boolean;
}

async function transfer(address: string, path: string, { onProgress, signal }: FetchContext): Promise<Transfer> {
  const file = basename(path);
  const helper = new DownloaderHelper(address, dirname(path), {
    fileName: file,
    override: true,
    resumeIfFileExists: (await sizeOf(path)) > 0,
    resumeOnIncomplete: false,
    removeOnFail: false,
    removeOnStop: false,
    retry: false, // the library's own count starts anew with each answer: a server that always breaks would hold it for ever
    timeout: silenceMilliseconds,
    progressThrottle: 200,
  });
  let moved = false;
  const tell = ({ downloaded, total }: { downloaded: number; total: number }) => {
    onProgress?.({ stage: file, done: downloaded, ...(total > 0 ? { total } : {}) });
  };
  helper.on("progress", () => {
    moved = true;
  });
  helper.on("progress.throttled", tell);
  helper.on("end", () => tell(helper.getStats()));
  helper.on("error", () => {}); // the promise says the same; an emitted error without a listener would be thrown
  const stop = () => void helper.stop();
  signal?.throwIfAborted();
  signal?.addEventListener("abort", stop);
  try {
    const whole = await helper.start();
    signal?.throwIfAborted();
    if (whole) return { moved };
    const { total } = helper.getStats();
    const size = await sizeOf(path);
    if (size < total) return { failure: new Error(`the connection broke after ${size} of ${total} bytes`), moved };
    // What lies there is no beginning of what the server has: it must not be continued.
    await rm(path, { force: true });
    return { failure: new Error(`the server has ${total} bytes, and an earlier try left ${size}`), moved };
  } catch (error) {
    return { failure: error as Error, moved };
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
