import { unknownName } from "../unknown-name.ts";

/**
 * Variants that patterns name, in the order of `known`: `ste`, `ste/lsq`; `*` is every method's default, `*\/*` every
 * variant, `ste/*` every variant of one method, and `!` before any of them takes away.
 * @throws {InputError} for a name that is not known
 */
export function selectVariants(patterns: readonly string[], known: readonly string[]): string[] {
  const selected = new Set<string>();
  for (const pattern of patterns) {
    const removing = pattern.startsWith("!");
    for (const variant of matching(removing ? pattern.slice(1) : pattern, known)) {
      if (removing) selected.delete(variant);
      else selected.add(variant);
    }
  }
  return known.filter((variant) => selected.has(variant));
}

function matching(pattern: string, known: readonly string[]): readonly string[] {
  if (pattern === "*/*") return known;
  if (pattern === "*") return known.filter((variant) => !variant.includes("/"));
  if (pattern.endsWith("/*")) {
    const method = pattern.slice(0, -2);
    const own = known.filter((variant) => variant === method || variant.startsWith(`${method}/`));
    if (own.length > 0) return own;
  }
  if (!known.includes(pattern)) throw unknownName("variant", pattern, known);
  return [pattern];
}
