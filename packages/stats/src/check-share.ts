import { SampleError } from "./sample-error.ts";

/**
 * Refuses a confidence, an error rate or a power that is no share.
 * @param procedure its name, for the message
 * @param name of the value, with its article: `a confidence`
 * @throws {SampleError} for a value outside (0, 1)
 */
export function checkShare(procedure: string, name: string, value: number): void {
  if (!(value > 0 && value < 1)) {
    throw new SampleError(`${procedure} needs ${name} between 0 and 1, both excluded; received ${value}`);
  }
}
