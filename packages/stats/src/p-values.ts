import { SampleError } from "./sample-error.ts";

/** @throws {SampleError} for a value outside [0, 1] */
export function checkPValues(procedure: string, pValues: readonly number[]): void {
  const index = pValues.findIndex((value) => !(value >= 0 && value <= 1));
  if (index >= 0) {
    throw new SampleError(`${procedure} needs p values from 0 to 1, received ${pValues[index]} at index ${index}`);
  }
}
