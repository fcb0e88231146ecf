import { setTimeout as pause } from "node:timers/promises";
import type { Claim } from "qat-ledger";
import { claimCell } from "qat-runner";

const pollMilliseconds = 200;

/** In all, not for each key: longer than it takes until the lock of a process that died counts as none. */
const patienceMilliseconds = 8_000;

/** Claims keys of a ledger; waits for locks that a killed process may have left. */
export function patientClaim(folder: string): Claim {
  let polls = patienceMilliseconds / pollMilliseconds;
  return async (key) => {
    for (;;) {
      const release = await claimCell(folder, key);
      if (release !== null || polls <= 0) return release;
      polls--;
      await pause(pollMilliseconds);
    }
  };
}
