import { SampleError } from "./sample-error.ts";

/** On how many examples of one test set two networks are right. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
}

/**
 * @param a, b whether each network is right, example by example, in the same order
 * @throws {SampleError} for unequal lengths, or no examples
 */
export function countPairs(a: readonly boolean[], b: readonly boolean[]): PairedCounts {
  if (a.length !== b.length || a.length === 0) {
    throw new SampleError(`a comparison by example needs the same examples on both sides: ${a.length} and ${b.length}`);
  }
  const count = (ofA: boolean, ofB: boolean) => a.filter((right, i) => right === ofA && b[i] === ofB).length;
  return {
    both: count(true, true),
    onlyA: count(true, false),
    onlyB: count(false, true),
    neither: count(false, false),
  };
}

/** @throws {SampleError} for a count that is not whole or below 0, or no examples at all */
export function checkCounts(procedure: string, { both, onlyA, onlyB, neither }: PairedCounts): void {
  const counts = [both, onlyA, onlyB, neither];
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new SampleError(`${procedure} needs whole counts of at least 0, received ${counts.join(", ")}`);
  }
  if (counts.every((count) => count === 0)) throw new SampleError(`${procedure} needs at least 1 example, received 0`);
}
