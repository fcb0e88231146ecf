import { checkSample } from "./sample.ts";
import { SampleError } from "./sample-error.ts";

/**
 * a_i - b_i, freed of the rounding of a and b: 91.23 - 91.13 and 90.10 - 90.00 are the same difference, while their
 * doubles differ in the last bits, which a procedure would take for a spread to go by. Differences are whole multiples
 * of a 2^-44th of the largest value (rounded up to a power of two).
 * @param procedure its name, for the message
 * @throws {SampleError} for unequal lengths, fewer than two pairs, or a value that is not finite
 */
export function differences(procedure: string, a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) {
    throw new SampleError(`${procedure} needs as many values on both sides, received ${a.length} and ${b.length}`);
  }
  for (const side of [a, b]) checkSample(procedure, side, 2);
  const largest = a.concat(b).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = 2 ** (Math.ceil(Math.log2(largest)) - 44);
  return a.map((value, i) => {
    const difference = value - (b[i] as number);
    return unit > 0 ? Math.round(difference / unit) * unit : difference;
  });
}
