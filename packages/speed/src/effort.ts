import { setImmediate as turnOfEvents } from "node:timers/promises";

/** How long something is measured: a count of steps, or as long as it takes for a stable figure. */
export interface Effort {
  /** Steps of each thing that is measured; absent, time decides. */
  readonly steps?: number;
  readonly onProgress?: (progress: { readonly stage: string; readonly share: number }) => void;
}

/**
 * Does something again and again: `steps` times, or for `seconds` and at least `minimum` times.
 * @param once gets its index, from 0
 */
export async function repeat(
  stage: string,
  { steps, onProgress }: Effort,
  { seconds, minimum }: { readonly seconds: number; readonly minimum: number },
  once: (index: number) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  for (let i = 0; ; i++) {
    const byTime = Math.min((performance.now() - start) / 1000 / seconds, i / minimum);
    const share = steps === undefined ? byTime : i / steps;
    onProgress?.({ stage, share: Math.min(1, share) });
    if (share >= 1) return;
    // Without a turn of the event loop no progress would be written, and no signal arrive.
    await turnOfEvents();
    await once(i);
  }
}
