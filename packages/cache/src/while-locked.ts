import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lock } from "proper-lockfile";

/** A holder that was killed stops renewing its lock; after this long another takes over. */
const staleMilliseconds = 10_000;
const pollMilliseconds = 500;

/**
 * Does something while no other process does: whoever comes second waits. The lock is the folder `<path>.lock`.
 * @param path what is made under the lock; it need not be there, and the folder around it is made
 * @param action gets a signal that is aborted with the caller's, or when the lock is lost
 * @throws the signal's reason where it was aborted, while waiting too; whatever `action` throws
 */
export async function whileLocked<T>(
  path: string,
  action: (signal: AbortSignal) => Promise<T>,
  interrupt?: AbortSignal,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, ...(interrupt ? [interrupt] : [])]);
  const unlock = await acquire(path, lost, signal);
  try {
    signal.throwIfAborted();
    return await action(signal);
  } finally {
    if (!lost.signal.aborted) await unlock();
  }
}

async function acquire(path: string, lost: AbortController, signal: AbortSignal): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await lock(path, {
        realpath: false,
        stale: staleMilliseconds,
        onCompromised: (error) => lost.abort(error),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    }
    await pause(pollMilliseconds, undefined, { signal });
  }
}
