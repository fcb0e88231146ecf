import { SampleError } from "./sample-error.ts";

/**
 * Refuses a sample that a procedure cannot work with.
 * @param procedure its name, for the message
 * @param minimum how many values it needs
 * @throws {SampleError} for fewer values, or for one that is not finite
 */
export function checkSample(procedure: string, values: readonly number[], minimum: number): void {
  if (values.length < minimum) {
    const needed = minimum === 1 ? "1 value" : `${minimum} values`;
    throw new SampleError(`${procedure} needs at least ${needed}, received ${values.length}`);
  }
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    throw new SampleError(`${procedure} needs finite values, received ${values[index]} at index ${index}`);
  }
}
