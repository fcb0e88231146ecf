import type { ReportInput } from "../input.ts";
import type { Naming } from "./comparison.ts";
import type { MethodView } from "./types.ts";

/** Each method's summary and paper, as its package gives them. */
export function viewMethods({ methods }: ReportInput, naming: Naming): MethodView[] {
  return methods.map(({ variant, title, summary, paper }) => ({
    variant,
    title,
    swatch: naming.styles.of(variant).id,
    summary,
    paper:
      paper === undefined
        ? null
        : {
            authors: paper.authors,
            title: paper.title,
            year: String(paper.year),
            arxiv: paper.arxiv ?? null,
            href: paper.arxiv === undefined ? null : `https://arxiv.org/abs/${encodeURI(paper.arxiv)}`,
          },
  }));
}
