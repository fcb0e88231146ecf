import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";

/** A lock whose holder has not been heard of for this long is broken by the next who wants it. */
const staleMilliseconds = 5_000;

/** Gives a lock back. */
export type Release = () => Promise<void>;

/**
 * Takes the lock at a path, or says that another process holds it. A holder that dies, killed or not, loses it within
 * seconds. Should a stalled machine break a lock that is alive, work is done twice, never wrongly: records are written
 * whole, and both say the same.
 */
export async function tryLock(path: string): Promise<Release | null> {
  await mkdir(dirname(path), { recursive: true });
  try {
    const release = await lock(path, {
      realpath: false,
      stale: staleMilliseconds,
      update: staleMilliseconds / 5,
      retries: 0,
      onCompromised: () => {},
    });
    return () => release().catch(() => {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ELOCKED") return null;
    throw error;
  }
}
