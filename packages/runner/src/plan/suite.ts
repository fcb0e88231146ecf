import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { claimSchema, publishedFigureSchema } from "qat-claims";
import { InputError, parsePrecision } from "qat-core";
import { ENGINE_KINDS } from "qat-engine";
import { z } from "zod";
import { unknownName } from "../unknown-name.ts";
import { suiteNames, type Workspace } from "../workspace.ts";

const precision = z.string().superRefine((name, context) => {
  try {
    parsePrecision(name);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
  }
});
const names = z.array(z.string()).min(1);
const seeds = z.array(z.int().nonnegative()).min(1);

/** Share of each task's full training. */
const budget = z.number().positive();

const row = z.strictObject({
  /** `ste`, `ste/lsq`; `*` every method, `*\/*` every variant, `!ste` without it. */
  variants: names,
  tasks: names,
  precisions: z.array(precision).min(1),
  seeds,
  /** Instead of the suite's. */
  budget: budget.optional(),
});

const suiteSchema = z.strictObject({
  $schema: z.string().optional(),
  title: z.string(),
  description: z.string().default(""),
  track: z.enum(["controlled", "as-published"]),
  /** The variant that trains float networks: what accuracies are compared with, and what warm starts start from. */
  reference: z.string(),
  budget: budget.default(1),
  /** `full`: on all training examples, as papers do, without a validation curve. */
  trainOn: z.enum(["split", "full"]).default("split"),
  devices: z
    .array(z.enum(["auto", ...ENGINE_KINDS]))
    .min(1)
    .default(["auto"]),
  /** Hard limits of one cell. */
  timeLimitMinutes: z.number().positive().default(60),
  memoryLimitGiB: z.number().positive().default(4),
  include: z.array(row).min(1),
  exclude: z
    .array(
      z.strictObject({
        variants: names.optional(),
        tasks: names.optional(),
        precisions: z.array(precision).min(1).optional(),
        seeds: seeds.optional(),
        /** Shown where the cell would have stood. */
        reason: z.string().min(1),
      }),
    )
    .default([]),
  /** What papers say about figures of these cells. */
  claims: z.array(claimSchema).default([]),
  /** What papers report for these cells, to stand beside what is measured. */
  published: z.array(publishedFigureSchema).default([]),
});

const checkedSuiteSchema = suiteSchema.superRefine((suite, context) => {
  const budgets = new Map<string, number>();
  suite.include.forEach((included, i) => {
    const share = included.budget ?? suite.budget;
    for (const task of included.tasks) {
      const known = budgets.get(task) ?? share;
      budgets.set(task, known);
      // Figures of two budgets are not compared, and claims and published figures name a task alone.
      if (known === share) continue;
      const message = `${task} has the budget ${known} in a row before, and ${share} here: a task has one budget in a suite`;
      context.addIssue({ code: "custom", path: ["include", i, "budget"], message });
    }
  });
});

/** A declarative matrix of cells: suites/<name>.json. */
export type Suite = z.infer<typeof suiteSchema> & { readonly name: string };

/**
 * Reads and checks a suite.
 * @throws {InputError} for an unknown name, unreadable JSON, or a field that the schema refuses (all of them are named)
 */
export async function loadSuite(workspace: Workspace, name: string): Promise<Suite> {
  const known = suiteNames(workspace);
  if (!known.includes(name)) throw unknownName("suite", name, known);
  const path = join(workspace.suites, `${name}.json`);
  return parseSuite(name, await readFile(path, "utf8"), path);
}

/** @param path where the text comes from, for messages */
export function parseSuite(name: string, text: string, path: string): Suite {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
  const result = checkedSuiteSchema.safeParse(json);
  if (!result.success) {
    throw new InputError(`${path} is no suite\n${z.prettifyError(result.error)}`, {
      remedy: "docs/ARCHITECTURE.md describes a suite's fields; suites/smoke.json is an example",
    });
  }
  return { ...result.data, name };
}
