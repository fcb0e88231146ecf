import type { CompletedRecord } from "qat-ledger";

type Seconds = CompletedRecord["seconds"];

/** Wall time of a cell, in parts. A resumed cell's clock goes on from where its checkpoint stopped it. */
export interface Clock {
  /** Counts the time since the last lap, or since the start, towards a part. */
  lap(part: keyof Seconds): void;
  seconds(): Seconds;
}

export function startClock(before: Seconds = { load: 0, train: 0, evaluate: 0 }): Clock {
  const total = { ...before };
  let since = performance.now();
  return {
    lap(part) {
      const now = performance.now();
      total[part] += (now - since) / 1000;
      since = now;
    },
    seconds: () => ({ ...total }),
  };
}
