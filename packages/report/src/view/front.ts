/** A network that costs bytes and is worth a score. */
export interface Priced {
  readonly bytes: number;
  readonly score: number;
}

/**
 * What no other beats in both: for each of these, whatever is as small is no better, and whatever is as good is no smaller.
 * Of equals the first.
 * @param better whether one score is better than another
 * @returns from few bytes to many, ever better
 */
export function frontOf<T extends Priced>(points: readonly T[], better: (score: number, than: number) => boolean): T[] {
  const bySize = points.toSorted(
    (a, b) => a.bytes - b.bytes || Number(better(b.score, a.score)) - Number(better(a.score, b.score)),
  );
  const front: T[] = [];
  for (const point of bySize) {
    const last = front.at(-1);
    if (last === undefined || better(point.score, last.score)) front.push(point);
  }
  return front;
}
