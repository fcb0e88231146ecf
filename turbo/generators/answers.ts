import { existsSync } from "node:fs";
import { join } from "node:path";

/** A paper as the method's `paper` holds it. */
export interface Paper {
  readonly authors: string;
  readonly title: string;
  readonly year: number;
  readonly arxiv?: string;
}

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const longest = 40;

/** Files that every method has: a rule's file, named after the method, would take their place. */
const taken = ["index", "conformance"];

/**
 * Whether a new method may have this name.
 * @param root the workspace's folder
 * @returns true, or what is wrong and what is allowed
 */
export function checkName(name: string, root: string): true | string {
  const received = `the method's name is ${JSON.stringify(name)}`;
  if (!kebab.test(name) || name.length > longest) {
    return `${received}; allowed are lower case words joined by hyphens, ${longest} characters at most, such as quant-noise`;
  }
  if (taken.includes(name)) return `${received}; src/index.ts and test/conformance.test.ts have it; choose another`;
  if (existsSync(join(root, "packages/methods", name))) {
    return `${received}; packages/methods/${name} is there already; choose another, or remove that folder`;
  }
  return true;
}

/** Whether a table can show this title and a comment hold it. */
export function checkTitle(title: string): true | string {
  if (/^\S.{0,58}\S$/.test(title) && !title.includes("*/")) return true;
  const allowed = 'one line of 2 to 60 characters without "*/", such as Quantization noise';
  return `the title is ${JSON.stringify(title)}; allowed is ${allowed}`;
}

/** Whether `readPaper` reads it. */
export function checkPaper(text: string): true | string {
  if (text === "" || (paperForm.test(text) && !text.includes("*/"))) return true;
  return `the paper is ${JSON.stringify(text)}; allowed is nothing, or "Authors: Title, 2020, arXiv 2004.07320", or without the arXiv id`;
}

const paperForm = /^([^:]*[^:\s]):\s*(\S.*),\s*((?:19|20)\d\d)(?:,\s*arXiv[ :](\d{4}\.\d{4,5}))?$/;

/** The paper of a line `Authors: Title, year, arXiv id`, which `checkPaper` accepts; none where the line is empty. */
export function readPaper(text: string): Paper | undefined {
  const [, authors, title, year, arxiv] = paperForm.exec(text) ?? [];
  if (authors === undefined || title === undefined) return undefined;
  return { authors, title, year: Number(year), ...(arxiv === undefined ? {} : { arxiv }) };
}
