import { constants } from "node:fs";
import { access, mkdir, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { LedgerError, RecordError } from "./ledger-error.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";
import { migrate } from "./migrate.ts";
import { type CellRecord, recordSchema, recordVersion } from "./record.ts";

/** A record is at most this large, so that a ledger of thousands stays easy to copy, read and keep in git. */
export const maximumRecordBytes = 200_000;

/** The folder of records: one JSON file a cell, named by its key, and one manifest a run. */
export interface Ledger {
  readonly folder: string;
  /** The record of a key, or null. A corrupt file is set aside, said, and counts as none. */
  read(key: string): Promise<CellRecord | null>;
  /**
   * Writes a record atomically: a reader sees the old one or the new one, whatever happens meanwhile.
   * @throws {RecordError} for a record that is too large, or not what the schema says
   */
  write(record: CellRecord): Promise<void>;
  /** Keys that have a file, in no order. */
  keys(): Promise<string[]>;
  writeManifest(manifest: Manifest): Promise<void>;
  /** Oldest first. */
  manifests(): Promise<Manifest[]>;
}

/**
 * Opens a ledger, making its folder where there is none.
 * @param warn told of every file that was set aside
 * @throws {LedgerError} when the folder cannot be made or written
 */
export async function openLedger(folder: string, warn: (message: string) => void): Promise<Ledger> {
  const manifestFolder = join(folder, "manifests");
  try {
    await mkdir(manifestFolder, { recursive: true });
    await access(folder, constants.W_OK);
    await access(manifestFolder, constants.W_OK);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  const fileOf = (key: string) => join(folder, `${key}.json`);

  async function setAside(path: string, why: string): Promise<null> {
    const aside = `${path}.corrupt-${Date.now()}`;
    try {
      await rename(path, aside);
    } catch (error) {
      // Another process set it aside at the same moment, and said so.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw unwritable(path, error);
    }
    warn(`set aside a corrupt file of the ledger, its cell runs again: ${aside}\n  ${why}`);
    return null;
  }

  return {
    folder,
    async read(key) {
      const text = await readIfThere(fileOf(key));
      if (text === null) return null;
      const parsed = parseJson(text);
      refuseNewer(parsed, fileOf(key));
      const result = recordSchema.safeParse(migrate(parsed));
      if (!result.success) return setAside(fileOf(key), firstIssue(result.error, parsed));
      if (result.data.key !== key) return setAside(fileOf(key), `it holds the record of ${result.data.key}`);
      return result.data;
    },
    async write(record) {
      const result = recordSchema.safeParse(record);
      if (!result.success) {
        throw new RecordError(`the record of ${record.key} cannot be kept: ${firstIssue(result.error, record)}`);
      }
      const text = `${JSON.stringify(result.data, null, 1)}\n`;
      if (Buffer.byteLength(text) > maximumRecordBytes) {
        throw new RecordError(
          `the record of ${record.key} has ${Buffer.byteLength(text)} bytes, ${maximumRecordBytes} are allowed: its curves or reasons are too long`,
        );
      }
      await writeWhole(fileOf(record.key), text);
    },
    async keys() {
      const names = await readdir(folder);
      return names.filter((name) => /^[0-9a-f]{32}\.json$/.test(name)).map((name) => name.slice(0, 32));
    },
    async writeManifest(manifest) {
      const text = `${JSON.stringify(manifestSchema.parse(manifest), null, 1)}\n`;
      await writeWhole(join(manifestFolder, `${manifest.id}.json`), text);
    },
    async manifests() {
      const names = (await readdir(manifestFolder)).filter((name) => name.endsWith(".json"));
      const manifests = await Promise.all(
        names.map(async (name) => {
          const path = join(manifestFolder, name);
          const parsed = parseJson((await readIfThere(path)) ?? "");
          refuseNewer(parsed, path);
          const result = manifestSchema.safeParse(parsed);
          return result.success ? result.data : setAside(path, firstIssue(result.error, parsed));
        }),
      );
      return manifests.filter((manifest) => manifest !== null).sort((a, b) => a.at.localeCompare(b.at));
    },
  };
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, text).catch((cause) => {
    throw unwritable(path, cause);
  });
}

function unwritable(path: string, cause: unknown): LedgerError {
  return new LedgerError(
    `the ledger cannot be written: ${path}\n  ${String(cause)}\n  to do: make the folder writable, or name another with --ledger`,
    { cause },
  );
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A newer record is no corrupt one: setting it aside would lose what a newer version knows. */
function refuseNewer(parsed: unknown, path: string): void {
  const version = (parsed as { version?: unknown } | undefined)?.version;
  if (typeof version === "number" && version > recordVersion) {
    throw new LedgerError(
      `${path} was written by a newer version of the suite (schema ${version}, this one reads up to ${recordVersion})\n  to do: update this checkout, or name another ledger`,
    );
  }
}

function firstIssue(error: { issues: readonly { path: PropertyKey[]; message: string }[] }, parsed: unknown): string {
  if (parsed === undefined) return "it is no JSON: empty, or cut off";
  const [issue] = error.issues;
  return `${issue?.path.map(String).join(".") || "record"}: ${issue?.message ?? "unreadable"}`;
}
