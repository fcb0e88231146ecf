import leven from "leven";
import { InputError } from "qat-core";

/** The error for a name that is not there: it lists those that are, and suggests the nearest where one is near. */
export function unknownName(kind: string, name: string, known: readonly string[]): InputError {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: leven(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const near = nearest && nearest.distance <= Math.max(2, name.length / 3) ? nearest.candidate : undefined;
  return new InputError(`unknown ${kind} ${JSON.stringify(name)}`, {
    allowed: known.length > 0 ? known.join(", ") : `none: there is no ${kind} here`,
    ...(near === undefined ? {} : { remedy: `did you mean ${near}?` }),
  });
}
