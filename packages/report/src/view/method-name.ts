/** Where the pages of methods lie, next to the suite's page. */
export const methodFolder = "methods";

/** The method of a variant: `ste` of `ste/lsq`. */
export function methodOf(variant: string): string {
  return variant.split("/")[0] ?? variant;
}

/** What a variant adds to its method's name: `lsq` of `ste/lsq`, null of `ste`. */
export function variantSuffix(variant: string): string | null {
  const [, suffix] = /^[^/]*\/(.*)$/.exec(variant) ?? [];
  return suffix ?? null;
}

/** The file of a method's page in its folder: its name, of which no character needs an escape in a link. */
export function methodFile(method: string): string {
  return `${method.replace(/[^A-Za-z0-9._-]+/g, "-")}.html`;
}
