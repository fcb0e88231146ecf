import { constants } from "node:fs";
import { access, mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { keyOfFile, manifestFolder, recordPath } from "./layout.ts";
import { LedgerError, RecordError } from "./ledger-error.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";
import { firstIssue, type Reading, readManifest, readRecord } from "./reading.ts";
import { type CellRecord, recordSchema } from "./record.ts";
import { unwritable, writeWhole } from "./write-whole.ts";

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
  const ofRuns = manifestFolder(folder);
  try {
    await mkdir(ofRuns, { recursive: true });
    await access(folder, constants.W_OK);
    await access(ofRuns, constants.W_OK);
  } catch (cause) {
    throw unwritable(folder, cause);
  }

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

  /** What a file gave. A file that no version of the suite wrote is set aside. */
  async function take<T>(path: string, reading: Reading<T>): Promise<T | null> {
    switch (reading.state) {
      case "absent":
        return null;
      case "readable":
        return reading.value;
      case "newer":
        throw new LedgerError(
          `${path} was written by a newer version of the suite (schema ${reading.version}, this one reads up to ${reading.known})\n  to do: update this checkout, or name another ledger`,
        );
      case "inaccessible":
        throw reading.error;
      default:
        return setAside(path, reading.why);
    }
  }

  return {
    folder,
    async read(key) {
      const path = recordPath(folder, key);
      return take(path, await readRecord(path));
    },
    async write(record) {
      await writeWhole(recordPath(folder, record.key), textOf(record));
    },
    async keys() {
      return (await readdir(folder)).flatMap((name) => keyOfFile(name) ?? []);
    },
    async writeManifest(manifest) {
      const text = `${JSON.stringify(manifestSchema.parse(manifest), null, 1)}\n`;
      await writeWhole(join(ofRuns, `${manifest.id}.json`), text);
    },
    async manifests() {
      const paths = (await readdir(ofRuns)).filter((name) => name.endsWith(".json")).map((name) => join(ofRuns, name));
      const manifests = await Promise.all(paths.map(async (path) => take(path, await readManifest(path))));
      return manifests.filter((manifest) => manifest !== null).sort((a, b) => a.at.localeCompare(b.at));
    },
  };
}

/**
 * A record as its file holds it.
 * @throws {RecordError} for a record that is too large, or not what the schema says
 */
function textOf(record: CellRecord): string {
  const result = recordSchema.safeParse(record);
  if (!result.success) {
    throw new RecordError(`the record of ${record.key} cannot be kept: ${firstIssue(result.error)}`);
  }
  const text = `${JSON.stringify(result.data, null, 1)}\n`;
  if (Buffer.byteLength(text) > maximumRecordBytes) {
    throw new RecordError(
      `the record of ${record.key} has ${Buffer.byteLength(text)} bytes, ${maximumRecordBytes} are allowed: its curves or reasons are too long`,
    );
  }
  return text;
}
