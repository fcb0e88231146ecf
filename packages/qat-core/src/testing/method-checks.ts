import { controlledGrid } from "../grid/controlled-grid.ts";
import { uniformGrid } from "../grid/uniform-grid.ts";
import type { Method } from "../method.ts";
import { parsePrecision } from "../precision.ts";
import type { MethodCheck } from "./check.ts";
import { subjectsOf, variantName } from "./subject.ts";

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export const isWellNamed: MethodCheck = {
  name: "has a name, a title, a summary and variants that can be shown",
  run(method) {
    const variants = Object.entries(method.variants);
    for (const name of [method.name, ...variants.map(([key]) => key)]) {
      if (!kebab.test(name))
        throw new Error(`${JSON.stringify(name)} is not a name: lower case words joined by hyphens`);
    }
    if (method.title.trim() === "") throw new Error("the title is empty");
    if (!/^.{40,600}\.$/s.test(method.summary)) {
      throw new Error(
        `the summary has ${method.summary.length} characters; expected sentences of 41 to 601, the last with its full stop`,
      );
    }
    if (!method.variants.default) throw new Error("there is no variant named default");
    for (const [key, { options }] of variants) {
      const kept = JSON.parse(JSON.stringify(options));
      for (const [option, value] of Object.entries(options)) {
        if (kept[option] !== value)
          throw new Error(`option ${option} of ${key} is ${value}, which a record cannot keep`);
      }
    }
    checkPaper(method);
  },
};

function checkPaper({ paper }: Method): void {
  if (!paper) return;
  if (!paper.authors || !paper.title) throw new Error("the paper lacks its authors or title");
  if (!Number.isInteger(paper.year) || paper.year < 1950) throw new Error(`the paper's year is ${paper.year}`);
  if (paper.arxiv !== undefined && !/^\d{4}\.\d{4,5}$/.test(paper.arxiv)) {
    throw new Error(`the arXiv id is ${JSON.stringify(paper.arxiv)}; expected a form such as 1902.08153`);
  }
}

export const refusesWithAReason: MethodCheck = {
  name: "says of every precision and grid whether it supports it, and why not",
  run(method) {
    for (const [key, variant] of Object.entries(method.variants)) {
      const name = variantName(method, key);
      for (const precision of precisions) {
        const { weightLevels } = precision;
        const perChannel = Number.isFinite(weightLevels) ? [uniformGrid(weightLevels, "channel")] : [];
        for (const grid of [controlledGrid(weightLevels), ...perChannel]) {
          const support = variant.supports(precision, grid);
          if (!support.supported && support.reason.trim().length < 10) {
            throw new Error(
              `${name} refuses ${precision.name} on ${grid.name} with ${JSON.stringify(support.reason)}; expected a reason`,
            );
          }
        }
      }
      if (subjectsOf(variant).length === 0) throw new Error(`${name} supports none of the tested precisions`);
    }
  },
};

const weights = ["1", "1.58", "2", "3", "4", "5", "6", "7", "8", "32"];
const precisions = weights.flatMap((w) => ["2", "3", "4", "8", "32"].map((a) => parsePrecision(`w${w}a${a}`)));
