import type { MethodInput, ReportInput } from "../input.ts";
import type { MethodName } from "./links.ts";
import { methodFile, methodFolder, methodOf, variantSuffix } from "./method-name.ts";
import { assignStyles, type Styles } from "./series-style.ts";

/** What every part of a page needs to name, mark and link a method. */
export interface Naming {
  titleOf(variant: string): string;
  styles: Styles;
  /** The page of a variant's method as this page reaches it; null on that page itself. */
  pageOf(variant: string): string | null;
  /** What stands before the fragment of a link to a cell: nothing on the suite's page, where the cells are. */
  suitePage: string;
}

/** @param page the method whose page it is; null for the suite's */
export function nameMethods(input: ReportInput, page: string | null): Naming {
  const titles = titlesOf(input.methods);
  const variants = [...titles.keys(), ...input.cells.map(({ cell }) => cell.variant)];
  const here = page === null ? `${methodFolder}/` : "";
  return {
    titleOf: (variant) => titles.get(variant) ?? variant,
    styles: assignStyles(variants, input.suite.reference ?? null),
    pageOf: (variant) => (methodOf(variant) === page ? null : `${here}${methodFile(methodOf(variant))}`),
    suitePage: page === null ? "" : "../index.html",
  };
}

/** What each variant is called. */
export function titlesOf(methods: readonly MethodInput[]): Map<string, string> {
  return new Map(methods.map(({ variant, title }) => [variant, nameVariant(variant, title)]));
}

/** A variant's title and mark, with the link to its method's page. */
export function nameOf(variant: string, { titleOf, styles, pageOf }: Naming): MethodName {
  return { title: titleOf(variant), swatch: styles.of(variant).id, page: pageOf(variant) };
}

/** A method's variants share its title. */
function nameVariant(variant: string, title: string): string {
  const suffix = variantSuffix(variant);
  return suffix === null ? title : `${title}, ${suffix}`;
}
