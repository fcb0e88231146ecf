import type { Method } from "../../method.ts";
import type { MethodCheck } from "../check.ts";

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export const isWellNamed: MethodCheck = {
  name: "has a name, a title and variants that can be shown",
  run(method) {
    for (const name of [method.name, ...Object.keys(method.variants)]) {
      if (!kebab.test(name))
        throw new Error(`${JSON.stringify(name)} is not a name: lower case words joined by hyphens`);
    }
    if (method.title.trim() === "") throw new Error("the title is empty");
    if (!method.variants.default) throw new Error("there is no variant named default");
  },
};

export const saysWhatItDoes: MethodCheck = {
  name: "says in whole sentences what it does",
  run({ summary }) {
    if (!/^.{40,600}\.$/s.test(summary)) {
      throw new Error(
        `the summary has ${summary.length} characters; expected sentences of 41 to 601, the last with its full stop`,
      );
    }
  },
};

export const namesItsPaper: MethodCheck = {
  name: "names its paper, where it has one, so that it can be found",
  run({ paper }) {
    if (!paper) return;
    if (!paper.authors || !paper.title) throw new Error("the paper lacks its authors or title");
    if (!Number.isInteger(paper.year) || paper.year < 1950) throw new Error(`the paper's year is ${paper.year}`);
    if (paper.arxiv !== undefined && !/^\d{4}\.\d{4,5}$/.test(paper.arxiv)) {
      throw new Error(`the arXiv id is ${JSON.stringify(paper.arxiv)}; expected a form such as 1902.08153`);
    }
  },
};

export const hasOptionsOfRecord: MethodCheck = {
  name: "has options that a record can keep",
  run(method) {
    for (const [key, options] of optionsOf(method)) {
      const kept = JSON.parse(JSON.stringify(options));
      for (const [option, value] of Object.entries(options)) {
        if (kept[option] !== value)
          throw new Error(`option ${option} of ${key} is ${value}, which a record cannot keep`);
      }
    }
  },
};

function optionsOf({ variants }: Method) {
  return Object.entries(variants).flatMap(([key, { options, asPublished }]) => [
    [key, options] as const,
    ...(asPublished ? [[`${key}, as published,`, asPublished.options] as const] : []),
  ]);
}
