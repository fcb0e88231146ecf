import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "qat-core";
import type { Workspace } from "qat-runner";
import { z } from "zod";

/** Where a checkout keeps them. */
const acceptedFile = "accepted-regressions.json";

const entrySchema = z.strictObject({
  /** As a suite names it, `ste/lsq`; the default of a method is the method's own name. */
  variant: z.string().min(1),
  task: z.string().min(1),
  /** `w2a32`, or `*` for all. */
  precision: z.string().min(1),
  /** Why it is accepted: shown wherever it is. */
  reason: z.string().min(1),
  /** The last day, in UTC, on which it is accepted: `2026-12-31`. */
  expires: z.iso.date(),
  /** The largest loss that is accepted, in the unit of the gate's differences; any where it is left out. */
  worst: z.number().positive().optional(),
});

const fileSchema = z.strictObject({ accepted: z.array(entrySchema) });

/** A regression that is known, and passes for now. */
export type Accepted = z.infer<typeof entrySchema>;

/**
 * The accepted regressions of a checkout; none where it has no file of them.
 * @throws {InputError} for a file that is no JSON, or has a field that the schema refuses (all of them are named)
 */
export async function loadAccepted({ root }: Pick<Workspace, "root">): Promise<readonly Accepted[]> {
  const path = join(root, acceptedFile);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? [] : parseAccepted(text, path);
}

/** @param path where the text comes from, for messages */
export function parseAccepted(text: string, path: string): readonly Accepted[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
  const result = fileSchema.safeParse(json);
  if (!result.success) {
    throw new InputError(`${path} does not say what regressions are accepted\n${z.prettifyError(result.error)}`, {
      allowed:
        '{ "accepted": [{ "variant", "task", "precision" or "*", "reason", "expires": "2026-12-31", and where only a loss up to it is accepted "worst": 1.5 }] }',
      remedy: "docs/gate.md describes it",
    });
  }
  return result.data.accepted;
}
