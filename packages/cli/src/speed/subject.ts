import { InputError, onTrack, parsePrecision } from "qat-core";
import { type Definitions, loadDefinitions, unknownName, variantsOf, type Workspace } from "qat-runner";
import { type Model, models, type Subject } from "qat-speed";

/** The float network, which every method's step is held against. */
export const reference = { method: "fp32", precision: "w32a32" } as const;

/** Of a method that is named without one. */
const usualPrecision = "w2a32";

/** The variants of a checkout that load, by name. */
export async function loadVariants(workspace: Workspace): Promise<ReturnType<typeof variantsOf>> {
  const { methods }: Definitions = await loadDefinitions(workspace);
  return variantsOf(methods);
}

/**
 * A variant at a precision, as it takes part in the controlled track; or why it does not.
 * @throws {InputError} for a name or precision that is unknown, or a method that does not load
 */
export function entryOf(
  variants: ReturnType<typeof variantsOf>,
  name: string,
  precisionName: string,
): Subject | string {
  const precision = parsePrecision(precisionName);
  const named = variants.get(name);
  if (!named) throw unknownName("method", name, [...variants.keys()]);
  const { variant, source } = named;
  if (!variant) throw new InputError(`the method ${name} does not load: ${"broken" in source ? source.broken : ""}`);
  const entry = onTrack(variant, "controlled", precision);
  return entry.supported ? { name, variant: entry.variant, precision, grid: entry.grid } : entry.reason;
}

/**
 * A variant that trains at a precision.
 * @param precisionName absent, the usual one
 * @throws {InputError} as `entryOf`, and for a variant that does not train there
 */
export function subjectOf(variants: ReturnType<typeof variantsOf>, name: string, precisionName?: string): Subject {
  const precision = precisionName ?? (name === reference.method ? reference.precision : usualPrecision);
  const entry = entryOf(variants, name, precision);
  if (typeof entry === "string") {
    throw new InputError(`${name} is not trained at ${precision}: ${entry}`, { remedy: "name another --precision" });
  }
  if (entry.variant.trains === false) {
    throw new InputError(`${name} does not train`, { remedy: "name another --method: qat-bench methods lists them" });
  }
  return entry;
}

/** @throws {InputError} for a model that is unknown */
export function modelOf(name: string): Model {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  if (!model) throw unknownName("model", name, Object.keys(models));
  return model;
}
