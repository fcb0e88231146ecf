import { checkPValues } from "./p-values.ts";

/**
 * Benjamini and Hochberg's adjusted p values: of those at most q, a share of at most q is wrong on average. For a
 * matrix of comparisons, in which some errors are borne.
 *
 *     p~_(i) = min over j >= i of min(1, m p_(j) / j),   p_(1) <= ... <= p_(m)
 *
 * (Benjamini and Hochberg 1995, "Controlling the false discovery rate"). For tests that are independent, or depend on
 * each other positively (Benjamini and Yekutieli 2001, "The control of the false discovery rate in multiple testing
 * under dependency"), as comparisons with one common reference do on one side.
 * @param pValues in [0, 1], in any order
 * @returns in the order of `pValues`
 * @throws {SampleError} for a value outside [0, 1]
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  checkPValues("Benjamini and Hochberg's procedure", pValues);
  const adjusted = [...pValues];
  let smallest = 1;
  [...pValues.keys()]
    .sort((i, j) => (pValues[j] as number) - (pValues[i] as number))
    .forEach((index, before) => {
      smallest = Math.min(smallest, (pValues.length * (pValues[index] as number)) / (pValues.length - before));
      adjusted[index] = smallest;
    });
  return adjusted;
}
