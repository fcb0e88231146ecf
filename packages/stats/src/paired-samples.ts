import { checkSample } from "./sample.ts";
import { SampleError } from "./sample-error.ts";

/**
 * Refuses methods that cannot be ranked.
 * @param samples one a method; the i-th value of each is of the same seed
 * @throws {SampleError} for fewer than two methods or seeds, unequal lengths, or a value that is not finite
 */
export function checkPairedSamples(procedure: string, samples: readonly (readonly number[])[]): void {
  if (samples.length < 2) throw new SampleError(`${procedure} needs at least 2 methods, received ${samples.length}`);
  for (const sample of samples) checkSample(procedure, sample, 2);
  const lengths = [...new Set(samples.map(({ length }) => length))];
  if (lengths.length > 1) {
    throw new SampleError(`${procedure} needs the same seeds of every method, received ${lengths.join(", ")} values`);
  }
}
