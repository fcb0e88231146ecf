import { z } from "zod";
import { sourceSchema } from "./source.ts";

const name = z.string().min(1);

/**
 * What a paper reports for a cell of the suite, so that it can stand beside what was measured here. It decides nothing:
 * the paper's runs were on other code, and often with other seeds.
 */
export const publishedFigureSchema = z
  .strictObject({
    variant: name,
    task: name,
    precision: name,
    /** In the unit of the task's metric: 91.82 is 91.82 % where accuracies are in per cent. The mean where there are several runs. */
    value: z.number(),
    /** Standard deviation over runs, in the same unit. */
    spread: z.number().nonnegative().optional(),
    /** How many runs, each with a seed of its own, the figure rests on. */
    runs: z.int().positive().optional(),
    source: sourceSchema,
  })
  .refine(({ spread, runs }) => spread === undefined || runs !== 1, {
    message: "one run has no spread",
    path: ["spread"],
  });

export type PublishedFigure = z.infer<typeof publishedFigureSchema>;
