type Point = [number, number];

/**
 * A line with fewer points, the first and the last among them: no point that is left out lies farther from it, up or down,
 * than the tolerance.
 * @param points from left to right
 */
export function simplified(points: readonly Point[], tolerance: number): Point[] {
  const kept = points.slice(0, 1);
  for (let from = 0; from < points.length - 1; ) {
    let to = from + 1;
    while (to + 1 < points.length && isNear(points.slice(from, to + 2), tolerance)) to++;
    kept.push(points[to] as Point);
    from = to;
  }
  return kept;
}

/** Whether all points lie about on the line from the first to the last. */
function isNear(points: readonly Point[], tolerance: number): boolean {
  const [x0, y0] = points[0] as Point;
  const [x1, y1] = points[points.length - 1] as Point;
  return points.slice(1, -1).every(([x, y]) => Math.abs(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) - y) <= tolerance);
}
