import type { Source } from "qat-claims";

/** Who says so, and where. */
export interface SourceView {
  name: string;
  where: string | null;
  /** What was reported there. */
  reported: string | null;
  arxiv: string | null;
  href: string | null;
}

/** A source, with the address of its paper where that is on arXiv. */
export function viewSource({ name, where, reported, arxiv }: Source): SourceView {
  return {
    name,
    where: where ?? null,
    reported: reported ?? null,
    arxiv: arxiv ?? null,
    href: arxiv === undefined ? null : `https://arxiv.org/abs/${arxiv}`,
  };
}
