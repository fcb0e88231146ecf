/** A curve that every training has, or many: what its axis says, and how its plot is headed. */
export interface SharedCurve {
  name: string;
  title: string;
  /** Null for the task's metric. */
  axis: string | null;
}

/** The curves that do not belong to one method. */
export const sharedCurves: readonly SharedCurve[] = [
  { name: "loss", title: "Training loss", axis: "loss" },
  { name: "validation", title: "Validation", axis: null },
  { name: "sign changes", title: "Sign changes", axis: "share of weights" },
  { name: "distance to grid", title: "Distance to grid", axis: "relative distance" },
];

/** What stands before the name of a quantity in the name of the value that it is steered to. */
const target = "target ";

/** Whether a curve is a quantity of its method. */
export function isQuantity(name: string): boolean {
  return sharedCurves.every((curve) => curve.name !== name);
}

/** Whether a quantity is the value that another is steered to. */
export function isTarget(name: string): boolean {
  return name.startsWith(target);
}

/** Quantities by the plot that they belong in: `x` with `target x`, in the order of their first. */
export function pairQuantities(names: readonly string[]): string[][] {
  const baseOf = (name: string) => (isTarget(name) ? name.slice(target.length) : name);
  const bases = [...new Set(names.map(baseOf))];
  return bases.map((base) => [base, `${target}${base}`].filter((name) => names.includes(name)));
}

/** A quantity's name and its unit, which stands behind it in parentheses: `step (mm)`. None is a plain number. */
export function splitUnit(name: string): { title: string; unit: string | null } {
  const [, title, unit] = /^(.+) \(([^()]+)\)$/.exec(name) ?? [];
  return title === undefined || unit === undefined ? { title: name, unit: null } : { title, unit };
}
