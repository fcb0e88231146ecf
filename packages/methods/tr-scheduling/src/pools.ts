/**
 * Which tensors share a rate. The transition rate is counted by tensor (eq. 5); in a tensor with few weights that count is
 * noise: of 288 weights at a target of 0.5 %, 1.4 change in a step. Those for which the running rate counts fewer than
 * 100 transitions, an error of a tenth, are pooled.
 *
 * @param sizes weights of each tensor
 * @param target R at the start of training
 * @param memory m of eq. 10: the running rate is as uncertain as the mean of (1 + m) / (1 - m) steps
 * @returns groups of indices, in ascending order of their first
 */
export function pools(sizes: readonly number[], target: number, memory: number): number[][] {
  const counted = (size: number) => (size * target * (1 + memory)) / (1 - memory);
  const small = sizes.flatMap((size, i) => (counted(size) < 100 ? [i] : []));
  const groups = sizes.flatMap((_, i) => {
    if (!small.includes(i)) return [[i]];
    return i === small[0] ? [small] : [];
  });
  return groups;
}
