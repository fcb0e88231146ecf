import type { Curve } from "qat-ledger";

/** Points that a curve keeps at most, as the record allows. */
const maximumPoints = 200;

/**
 * Curves over training, by name. A curve that grows too long keeps every second point, its first and last among them.
 * A value that is not finite is a gap: JSON, which records are, has none.
 */
export interface Curves {
  add(name: string, step: number, value: number): void;
  all(): Curve[];
}

export function startCurves(before: readonly Curve[] = []): Curves {
  const curves = new Map(before.map(({ name, points }) => [name, [...points]]));
  return {
    add(name, step, value) {
      if (!Number.isFinite(value)) return;
      const points = curves.get(name) ?? [];
      if (points.length === maximumPoints) {
        points.splice(0, points.length, ...points.filter((_, i) => i % 2 === 0 || i === maximumPoints - 1));
      }
      points.push([step, value]);
      curves.set(name, points);
    },
    all: () => [...curves].map(([name, points]) => ({ name, points: [...points] })),
  };
}
