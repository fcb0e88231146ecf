import { Marked } from "marked";
import { slug } from "qat-report/parts";

/** The rules as HTML, of which headings have ids; links into the repository lead there where it is known. */
export function viewRules(markdown: string, repository: string | null): { readonly html: string } {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inside = this.parser.parseInline(tokens);
        if (/^(https?:|#)/.test(href)) return `<a href="${escapeAttribute(href)}" rel="noreferrer">${inside}</a>`;
        if (repository === null) return inside;
        const address = new URL(href, `${repository.replace(/\/$/, "")}/blob/HEAD/docs/`);
        return `<a href="${escapeAttribute(address.href)}" rel="noreferrer">${inside}</a>`;
      },
      // Raw HTML of a document shows as what it is.
      html: ({ text }) => escapeAttribute(text),
    },
  });
  return { html: marked.parse(markdown, { async: false }) };
}

function escapeAttribute(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}
