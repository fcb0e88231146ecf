import type { ClaimsView } from "qat-report";
import { textTable } from "./text-table.ts";

/** A suite's claims in the terminal, as its page has them; below, what was not measured and why, each reason once. */
export function claimsTable({ headline, rows }: ClaimsView): string {
  const head = ["verdict", "measured", "95 % interval", "n", "about", "claim", "source"];
  const table = textTable(
    head,
    rows.map(({ verdict, width, measured, about, title, source }) => [
      width === null ? verdict : `${verdict}, ${width} wide`,
      measured?.estimate ?? "-",
      measured?.interval ?? "-",
      measured?.count.replace(/^n\s=\s/, "") ?? "-",
      about,
      title,
      [source.name, source.where, source.arxiv && `arXiv:${source.arxiv}`].filter(Boolean).join(", "),
    ]),
  );
  const reasons = [...new Set(rows.flatMap((row) => row.reasons))];
  const why =
    reasons.length === 0 ? "" : `\nnot measured because of\n${reasons.map((reason) => `  ${reason}`).join("\n")}`;
  return `${headline}\n${table}${why}`;
}
