import type { LedgerContents } from "qat-ledger";
import type { SiteInput } from "../src/index.ts";
import { taskTitles } from "./made-ledger.ts";

/** What a site is made of, from a ledger; tests change what they are about. */
export function inputOf({ records, manifests }: LedgerContents, change: Partial<SiteInput> = {}): SiteInput {
  return {
    ...{ records, manifests, leftOut: [], tasks: taskTitles },
    methods: [
      {
        variant: "alpha",
        title: "Alpha",
        summary: "Draws latent weights to the grid.",
        options: { power: 2 },
        start: "scratch",
      },
      {
        variant: "alpha/fast",
        title: "Alpha",
        summary: "Draws latent weights to the grid.",
        options: { power: 4 },
        start: "scratch",
      },
      {
        ...{ variant: "beta", title: "Beta", summary: "Rounds in the forward pass.", options: {}, start: "float" },
        paper: { authors: "A. Author", title: "On rounding", year: 2020, arxiv: "2001.00001" },
      },
      { variant: "float", title: "Float", summary: "32-bit floating point.", options: {}, start: "scratch" },
    ],
    commandOf: ({ variant, task, precision, seed }, suite) =>
      `npm run qat-bench -- run --suite ${suite} --variant ${variant} --task ${task} --precision ${precision} --seed ${seed} --again`,
    repository: "https://example.org/suite",
    rules: "# Rules\n\n1. **Same start.** See `packages/runner`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    calibration: null,
    generatedAt: "2026-02-01T10:00:00.000Z",
    ...change,
  };
}
