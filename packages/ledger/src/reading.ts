import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { z } from "zod";
import { keyOfFile } from "./layout.ts";
import { type Manifest, manifestSchema, manifestVersion } from "./manifest.ts";
import { migrate } from "./migrate.ts";
import { type CellRecord, recordSchema, recordVersion } from "./record.ts";

/** What reading a file of a ledger gave; nothing is changed by it. */
export type Reading<T> =
  | { readonly state: "absent" }
  | {
      readonly state: "readable";
      readonly value: T;
      /** The file as it lies there. */
      readonly text: string;
      /** What the file says, before an older version was read as this one's. */
      readonly written: Readonly<Record<string, unknown>>;
    }
  | { readonly state: "newer"; readonly version: number; readonly known: number }
  | { readonly state: "unreadable"; readonly why: string }
  /** It holds another key's record. */
  | { readonly state: "misnamed"; readonly why: string }
  /** The file system does not give it. */
  | { readonly state: "inaccessible"; readonly why: string; readonly error: unknown };

/** Reads the record in a file. */
export async function readRecord(path: string): Promise<Reading<CellRecord>> {
  const reading = await readWith(path, recordSchema, recordVersion, migrate);
  if (reading.state !== "readable" || reading.value.key === keyOfFile(basename(path))) return reading;
  return { state: "misnamed", why: `it holds the record of ${reading.value.key}` };
}

/** Reads the manifest in a file. */
export async function readManifest(path: string): Promise<Reading<Manifest>> {
  return readWith(path, manifestSchema, manifestVersion, (parsed) => parsed);
}

async function readWith<T>(
  path: string,
  schema: z.ZodType<T>,
  known: number,
  modernize: (parsed: unknown) => unknown,
): Promise<Reading<T>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { state: "absent" };
    return { state: "inaccessible", why: String(error), error };
  }
  const written = parseJson(text);
  if (written === undefined) return { state: "unreadable", why: "it is no JSON: empty, or cut off" };
  const version = (written as { version?: unknown } | null)?.version;
  // A newer file is no corrupt one: setting it aside would lose what a newer version knows.
  if (typeof version === "number" && version > known) return { state: "newer", version, known };
  const result = schema.safeParse(modernize(written));
  if (!result.success) return { state: "unreadable", why: firstIssue(result.error) };
  return { state: "readable", value: result.data, text, written: written as Readonly<Record<string, unknown>> };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a schema found first. */
export function firstIssue(error: {
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}): string {
  const [issue] = error.issues;
  return `${issue?.path.map(String).join(".") || "record"}: ${issue?.message ?? "unreadable"}`;
}
