import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import { describe, expect, test } from "vitest";
import type { DataFiles, Origin } from "../src/data/data-files.ts";
import { FetchError, type FetchProgress, fetchData } from "../src/data/fetch/index.ts";
import { contents, serve, smallDataset, useCache, useWeb } from "./small-dataset.ts";

const places = useCache();
const open = useWeb();
const path = "/small.tar.gz";

/** An archive that has the files in the folder `inside`, and one that nobody asks for. */
async function pack(files: Readonly<Record<string, Uint8Array>> = contents): Promise<Buffer> {
  const root = join(places().root, "packed");
  mkdirSync(join(root, "inside"), { recursive: true });
  for (const [name, content] of Object.entries({ ...files, "readme.html": Buffer.from("read me") })) {
    writeFileSync(join(root, "inside", name), content);
  }
  const file = join(places().root, "small.tar.gz");
  await create({ file, cwd: root, gzip: true, portable: true }, ["inside"]);
  return readFileSync(file);
}

function originOf(archive: Buffer, address: string, folder = "inside"): Origin {
  const sha256 = createHash("sha256").update(archive).digest("hex");
  return { kind: "archive", address, folder, bytes: archive.length, sha256 };
}

const addressOf = (origin: Origin) => `${(origin as { address: string }).address}small.tar.gz`;

function cached(): string[] {
  const { cache } = places();
  return existsSync(cache) ? (readdirSync(cache, { recursive: true }) as string[]).sort() : [];
}

async function failureOf(data: DataFiles): Promise<string> {
  const error = await fetchData(data).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FetchError);
  return (error as Error).message;
}

describe("from an archive", () => {
  test("come the files that are asked for, and no others; what was on the way is gone", async () => {
    const archive = await pack();
    const web = await open(serve({ [path]: archive }));
    const address = addressOf(web.origin);
    const seen: FetchProgress[] = [];
    const data = smallDataset([originOf(archive, address)]);
    const result = await fetchData(data, { onProgress: (progress) => seen.push(progress) });
    expect(result).toEqual({ alreadyThere: false, from: [address] });
    expect(cached()).toEqual(["small", "small/images", "small/labels"]);
    for (const [name, content] of Object.entries(contents)) {
      expect(readFileSync(join(places().cache, "small", name)).equals(content)).toBe(true);
    }
    expect(seen).toContainEqual({ stage: "small.tar.gz", done: archive.length, total: archive.length });
    expect(seen.at(-1)).toEqual({ stage: "unpacking small.tar.gz" });
    expect(web.requests).toEqual([`GET ${path}`]);
    expect(await fetchData(data)).toEqual({ alreadyThere: true, from: [] });
  });

  test("a broken transfer is continued by the next fetch", async () => {
    const archive = await pack();
    let breaks = true;
    const web = await open(serve({ [path]: archive }, () => (breaks ? 50_000 : undefined)));
    const data = smallDataset([originOf(archive, addressOf(web.origin))]);
    expect(await failureOf(data)).toMatch(/small\.tar\.gz: the connection broke after \d+ of \d+ bytes/);
    const [part = ""] = cached().filter((name) => name.endsWith(".tar.gz"));
    const kept = readFileSync(join(places().cache, part));
    breaks = false;
    await fetchData(data);
    expect(web.requests).toContain(`GET ${path} bytes=${kept.length}-`);
    expect(cached()).toEqual(["small", "small/images", "small/labels"]);
  });

  test("another archive is refused and not kept, before any of it is unpacked", async () => {
    const archive = await pack();
    const other = await pack({ ...contents, labels: Buffer.from("other") });
    const web = await open(serve({ [path]: other }));
    const data = smallDataset([originOf(archive, addressOf(web.origin))]);
    expect(await failureOf(data)).toMatch(
      /what it has is not the archive that is pinned: \d+ bytes, sha256 [0-9a-f]{64}, allowed is \d+ bytes, sha256/,
    );
    expect(cached().filter((name) => /images|labels|tar/.test(name))).toEqual([]);
  });

  test("the pinned archive without a file, or with another content in it, is refused", async () => {
    const archive = await pack({ ...contents, labels: Buffer.from("other") });
    const web = await open(serve({ [path]: archive }));
    const address = addressOf(web.origin);
    expect(await failureOf(smallDataset([originOf(archive, address)]))).toMatch(
      /what it has as labels is not the file that is pinned/,
    );
    expect(cached()).toContain("small/images");
    expect(await failureOf(smallDataset([originOf(archive, address, "elsewhere")]))).toMatch(
      /the archive does not have elsewhere\/labels/,
    );
  });
});
