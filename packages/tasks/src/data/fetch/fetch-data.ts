import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { freshWorkFolder, whileLocked } from "qat-cache/make";
import { InputError } from "qat-core";
import type { DataFiles, Origin } from "../data-files.ts";
import type { PinnedFile } from "../pinned-file.ts";
import { cachedFolder } from "../places.ts";
import { unpackDebian } from "./debian-package.ts";
import { download } from "./download.ts";
import type { FetchContext } from "./fetch-context.ts";
import { FetchError } from "./fetch-error.ts";
import { placeFile } from "./place-file.ts";
import { unpackArchive } from "./unpack-archive.ts";
import { verifyFiles } from "./verify-files.ts";

export interface FetchResult {
  readonly alreadyThere: boolean;
  /** Where the files came from; empty where all were there. */
  readonly from: readonly string[];
}

/**
 * Brings the files of a dataset that are missing or altered into the user's cache, from the first origin that has them.
 * Only verified content gets a file's name, in one step, so that what is half fetched never counts; it is kept beside
 * the folder and continued by the next try. Several at once wait for each other.
 * @throws {FetchError} when no origin has them
 * @throws {InputError} when nothing can be fetched: an installed package should bring it, or an altered copy in a folder
 *   that comes before the cache hides the right one
 */
export async function fetchData(data: DataFiles, context: FetchContext = {}): Promise<FetchResult> {
  if ((await lacking(data)).length === 0) return { alreadyThere: true, from: [] };
  if (data.origins.length === 0) {
    throw new InputError(`the dataset ${data.name} is not whole, and there is nothing to fetch`, {
      remedy: data.remedy(),
    });
  }
  const folder = cachedFolder(data.name);
  return whileLocked(
    folder,
    async (signal) => {
      const files = await lacking(data);
      if (files.length === 0) return { alreadyThere: true, from: [] };
      const work = await freshWorkFolder(folder);
      try {
        const from = await bring(data, files, folder, work, { ...context, signal });
        await rm(partsFolder(folder), { recursive: true, force: true });
        return { alreadyThere: false, from };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    context.signal,
  );
}

/** Where files on their way are kept. */
function partsFolder(folder: string): string {
  return `${folder}.parts`;
}

/** The files that must be fetched. */
async function lacking(data: DataFiles): Promise<PinnedFile[]> {
  const folder = cachedFolder(data.name);
  const order = data.places.map((place) => place.folder());
  return (await verifyFiles(data)).flatMap((verified) => {
    if (verified.state === "right") return [];
    if (verified.state === "altered" && order.indexOf(verified.place.folder()) < order.indexOf(folder)) {
      throw new InputError(`the data file ${verified.path} is altered, and comes before what is fetched`, {
        remedy: "remove it, or put the original file in its place",
      });
    }
    return [verified.file];
  });
}

/** Fetches files from one origin after the other until none is lacking; returns the origins that had some. */
async function bring(
  { name, origins, remedy }: DataFiles,
  files: readonly PinnedFile[],
  folder: string,
  work: string,
  context: FetchContext,
): Promise<string[]> {
  const open = [...files];
  const used: string[] = [];
  const failures: string[] = [];
  for (const origin of origins) {
    const before = open.length;
    try {
      const get = await reach(origin, open, folder, work, context);
      for (let file = open[0]; file !== undefined; file = open[0]) {
        await placeOrDrop(file, await get(file), folder, work, context.signal);
        open.shift();
      }
    } catch (error) {
      context.signal?.throwIfAborted();
      failures.push(`${titleOf(origin)}: ${(error as Error).message}`);
    }
    if (open.length < before) used.push(titleOf(origin));
    if (open.length === 0) return used;
  }
  const lines = [`the dataset ${name} could not be fetched`, ...failures, `to do: ${remedy()}`];
  throw new FetchError(lines.join("\n  "));
}

/** What gets a file from an origin, one of those that are open, and says where it then lies. */
async function reach(
  origin: Origin,
  open: readonly PinnedFile[],
  folder: string,
  work: string,
  context: FetchContext,
): Promise<(file: PinnedFile) => Promise<string>> {
  if (origin.kind === "web") {
    const parts = partsOf(origin.address, folder);
    return async ({ name }) => {
      const stored = origin.plain ? name : `${name}.gz`;
      const path = join(parts, stored);
      await download(`${origin.address}${stored}`, path, context);
      return path;
    };
  }
  if (origin.kind === "archive") {
    const archive = join(partsOf(origin.address, folder), basename(origin.address));
    await download(origin.address, archive, context);
    const names = open.map(({ name }) => name);
    const unpacked = await unpackArchive(origin, archive, names, await freshWorkFolder(join(work, "archive")), context);
    return async ({ name }) => join(unpacked, name);
  }
  const root = await unpackDebian(origin.packageName, await freshWorkFolder(join(work, "package")), context);
  return async ({ name }) => {
    const path = join(root, origin.folder, name);
    return existsSync(path) ? path : `${path}.gz`;
  };
}

/** A part is continued from the address it came from alone: others may compress the same content otherwise. */
function partsOf(address: string, folder: string): string {
  return join(partsFolder(folder), createHash("sha256").update(address).digest("hex").slice(0, 8));
}

/** Places a fetched file, or removes it where its content is wrong: it must not be continued. */
async function placeOrDrop(
  file: PinnedFile,
  path: string,
  folder: string,
  work: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await placeFile(file, path, folder, work, signal);
  } catch (error) {
    if (!signal?.aborted) await rm(path, { force: true });
    throw error;
  }
}

function titleOf(origin: Origin): string {
  return origin.kind === "debian" ? `the Debian package ${origin.packageName}` : origin.address;
}
