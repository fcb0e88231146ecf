/** Fewer seeds have hardly a spread to go by: at three, Student's quantile at 95 % is already 4.3. */
const fewest = 3;
/** More seeds tell little that these do not: the interval narrows by a tenth for each quarter more. */
export const mostSeeds = 24;

/**
 * Seeds at each look, known before anything is seen: at a quarter, half and all of the seeds that the budget affords.
 * @param affordable seeds of all comparisons together that can be trained within the budget
 * @returns rising counts, at least one, none below 2
 */
export function planCounts(affordable: number): number[] {
  const last = Math.max(2, Math.min(mostSeeds, Math.floor(affordable)));
  const counts = [Math.ceil(last / 4), Math.ceil(last / 2)].filter((count) => count >= fewest && count < last);
  return [...new Set([...counts, last])];
}
