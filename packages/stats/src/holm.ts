import { checkPValues } from "./p-values.ts";

/**
 * Holm's adjusted p values: those at most alpha are shown, all together with an error in at most a share alpha of
 * cases, whatever the tests have to do with each other. For a few comparisons, of which none may be wrong.
 *
 *     p~_(i) = max over j <= i of min(1, (m - j + 1) p_(j)),   p_(1) <= ... <= p_(m)
 *
 * (Holm 1979, "A simple sequentially rejective multiple test procedure").
 * @param pValues in [0, 1], in any order
 * @returns in the order of `pValues`
 * @throws {SampleError} for a value outside [0, 1]
 */
export function holm(pValues: readonly number[]): number[] {
  checkPValues("Holm's procedure", pValues);
  const adjusted = [...pValues];
  let largest = 0;
  [...pValues.keys()]
    .sort((i, j) => (pValues[i] as number) - (pValues[j] as number))
    .forEach((index, before) => {
      largest = Math.max(largest, Math.min(1, (pValues.length - before) * (pValues[index] as number)));
      adjusted[index] = largest;
    });
  return adjusted;
}
