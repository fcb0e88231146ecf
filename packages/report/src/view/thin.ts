/** At most so many items (two or more), evenly spread, with the first and the last. */
export function thin<T>(items: readonly T[], maximum: number): T[] {
  if (items.length <= maximum) return [...items];
  const stride = (items.length - 1) / (maximum - 1);
  return Array.from({ length: maximum }, (_, index) => items[Math.round(index * stride)] as T);
}
