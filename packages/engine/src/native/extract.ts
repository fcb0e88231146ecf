import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { EngineError } from "../engine-error.ts";
import { LIBRARY_FOLDER } from "./cache.ts";
import type { InstallContext } from "./progress.ts";

/** The wheel's libraries: TensorFlow's C interface, and what it is built on. */
export const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;

/** Where the headers go that the binding needs to be compiled. */
export const INCLUDE_FOLDER = "include";

/** How often, at most, extracting tells how far it is. */
const PROGRESS_STEPS = 200;

const HEADERS = /^tensorflow\/include\/((tensorflow\/c|tensorflow\/core\/platform|tsl|xla\/tsl)\/.*\.h)$/;

/** Where a file of the wheel goes below the install folder; undefined for those that are not needed. */
function destination(name: string): string | undefined {
  const library = LIBRARIES.find((file) => name === `tensorflow/${file}`);
  if (library !== undefined) return join(LIBRARY_FOLDER, library);
  const header = HEADERS.exec(name)?.[1];
  return header === undefined ? undefined : join(INCLUDE_FOLDER, header);
}

/**
 * Extracts libraries and headers of TensorFlow's wheel into `folder`. The wheel's checksum was verified before.
 *
 * @throws EngineError where a library is not in it.
 */
export async function extractWheel(wheel: string, folder: string, context: InstallContext = {}): Promise<void> {
  const zip = await openZip(wheel);
  try {
    const entries: Wanted[] = [];
    for await (const entry of entriesOf(zip)) {
      const place = destination(entry.fileName);
      if (place !== undefined) entries.push({ entry, place });
    }
    refuseIncomplete(wheel, entries);
    const total = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let done = 0;
    let told = 0;
    for (const { entry, place } of entries) {
      await writeEntry(zip, entry, join(folder, place), context.signal, (bytes) => {
        done += bytes;
        if (done - told < total / PROGRESS_STEPS && done < total) return;
        told = done;
        context.onProgress?.({ stage: "extract", done, total });
      });
    }
  } finally {
    zip.close();
  }
}

interface Wanted {
  readonly entry: Entry;
  readonly place: string;
}

function refuseIncomplete(wheel: string, entries: readonly Wanted[]): void {
  const missing = LIBRARIES.filter((file) => !entries.some(({ place }) => place === join(LIBRARY_FOLDER, file)));
  if (missing.length === 0) return;
  throw new EngineError(
    `${wheel} holds no ${missing.join(" and no ")}: it is not a TensorFlow wheel for Linux. ` +
      "Delete it and install again; where that does not help, look at what the package index serves.",
  );
}

function openZip(path: string): Promise<ZipFile> {
  return promisify<string, yauzl.Options, ZipFile>(yauzl.open)(path, { lazyEntries: true, autoClose: false });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (let i = 0; i < zip.entryCount; i++) {
    yield await new Promise<Entry>((resolve, reject) => {
      zip.once("entry", resolve);
      zip.once("error", reject);
      zip.readEntry();
    });
    zip.removeAllListeners("error");
  }
}

async function writeEntry(
  zip: ZipFile,
  entry: Entry,
  path: string,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const content = await promisify(zip.openReadStream.bind(zip) as (entry: Entry, callback: ReadCallback) => void)(
    entry,
  );
  content.on("data", (chunk: Buffer) => onBytes(chunk.length));
  await pipeline(content, createWriteStream(path), signal ? { signal } : {});
}

type ReadCallback = (error: Error | null, stream: NodeJS.ReadableStream) => void;
