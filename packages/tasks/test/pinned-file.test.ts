import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { InputError } from "qat-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { contentHash, type PinnedFile, readPinned } from "../src/data/pinned-file.ts";

const content = Buffer.from("some examples and their labels");
const sha256 = createHash("sha256").update(content).digest("hex");
const pinned: PinnedFile = { name: "images", bytes: content.length, sha256 };
const remedy = "fetch it again";
const dataset = { name: "small", remedy: () => remedy };

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "qat-tasks-"));
  path = join(folder, "images");
  await writeFile(path, content);
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

async function refusal(from = path): Promise<Error> {
  const error = await readPinned(pinned, from, dataset).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as Error;
}

/** Writes a compressed file; returns its path. */
async function compressed(bytes: Uint8Array): Promise<string> {
  await writeFile(`${path}.gz`, bytes);
  return `${path}.gz`;
}

describe("readPinned", () => {
  it("returns the content of the right file, compressed or not", async () => {
    expect(Buffer.from(await readPinned(pinned, path, dataset))).toEqual(content);
    expect(Buffer.from(await readPinned(pinned, await compressed(gzipSync(content)), dataset))).toEqual(content);
  });

  it("names a missing file and what to do", async () => {
    await rm(path);
    expect((await refusal()).message).toBe(`the data file ${path} is missing\n  to do: ${remedy}`);
  });

  it("gives found and expected size of a truncated file", async () => {
    await truncate(path, 7);
    expect((await refusal()).message).toMatch(
      /images is truncated: 7 bytes\n {2}allowed: 30 bytes\n {2}to do: fetch it/,
    );
  });

  it("refuses a file that is too long", async () => {
    await writeFile(path, "x", { flag: "a" });
    expect((await refusal()).message).toContain("images is altered: 31 bytes");
  });

  it("gives found and expected hash where one bit differs", async () => {
    const altered = Buffer.from(content);
    altered[3] = (altered[3] as number) ^ 1;
    const found = createHash("sha256").update(altered).digest("hex");
    await writeFile(path, altered);
    for (const from of [path, await compressed(gzipSync(altered))]) {
      const { message } = await refusal(from);
      expect(message).toContain(`is altered: sha256 ${found}`);
      expect(message).toContain(`allowed: sha256 ${sha256}`);
      expect(message).toMatch(/to do: fetch it again; or, .* on purpose, set QAT_BENCH_OTHER_DATA=small, and records/);
    }
  });

  it("takes any content of the right size where the user says so of this dataset, and no other size", async () => {
    const other = Buffer.from("other examples and more labels");
    await writeFile(path, other);
    vi.stubEnv("QAT_BENCH_OTHER_DATA", "large,smallest");
    await refusal();
    vi.stubEnv("QAT_BENCH_OTHER_DATA", "large, small");
    expect(Buffer.from(await readPinned(pinned, path, dataset))).toEqual(other);
    expect(Buffer.from(await readPinned(pinned, await compressed(gzipSync(other)), dataset))).toEqual(other);
    await truncate(path, 7);
    expect((await refusal()).message).toMatch(/images is truncated: 7 bytes/);
  });

  it("refuses compressed files that end early, are none, or hold too little or too much", async () => {
    const whole = gzipSync(content);
    expect((await refusal(await compressed(whole.subarray(0, -9)))).message).toMatch(
      /images\.gz is truncated: its comp/,
    );
    expect((await refusal(await compressed(content))).message).toMatch(/images\.gz is altered: incorrect header check/);
    expect((await refusal(await compressed(gzipSync("few")))).message).toMatch(/images\.gz is truncated: 3 bytes/);
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    expect((await refusal(await compressed(bomb))).message).toMatch(/images\.gz is altered: it decompresses to more/);
  });

  it("says why a file cannot be read", async () => {
    expect((await refusal(folder)).message).toMatch(/cannot be read: EISDIR/);
  });
});

describe("contentHash", () => {
  it("is that of the decompressed content, right or not", async () => {
    expect(await contentHash(path, remedy)).toBe(sha256);
    expect(await contentHash(await compressed(gzipSync(content)), remedy)).toBe(sha256);
    await truncate(path, 7);
    expect(await contentHash(path, remedy)).toBe(createHash("sha256").update("some ex").digest("hex"));
  });

  it("refuses what cannot be read", async () => {
    await expect(contentHash(join(folder, "none"), remedy)).rejects.toThrow(
      /none is missing\n {2}to do: fetch it again/,
    );
    await expect(contentHash(await compressed(gzipSync(content).subarray(0, 20)), remedy)).rejects.toThrow(InputError);
  });
});
