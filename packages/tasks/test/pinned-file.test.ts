import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "qat-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installedFolder } from "../src/data/installed-folder.ts";
import { fingerprintOf, type PinnedFile, readPinned } from "../src/data/pinned-file.ts";

const content = Buffer.from("some examples and their labels");
const sha256 = createHash("sha256").update(content).digest("hex");
const remedy = "fetch it again";

let folder: string;
let pinned: PinnedFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "qat-tasks-"));
  pinned = { path: join(folder, "images"), bytes: content.length, sha256 };
  await writeFile(pinned.path, content);
});
afterEach(() => rm(folder, { recursive: true }));

async function refusal(): Promise<Error> {
  const error = await readPinned(pinned, remedy).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as Error;
}

describe("readPinned", () => {
  it("returns the content of the right file", async () => {
    expect(Buffer.from(await readPinned(pinned, remedy))).toEqual(content);
  });

  it("names a missing file and what to do", async () => {
    await rm(pinned.path);
    expect((await refusal()).message).toBe(`the data file ${pinned.path} is missing\n  to do: ${remedy}`);
  });

  it("gives found and expected size of a truncated file", async () => {
    await truncate(pinned.path, 7);
    expect((await refusal()).message).toMatch(
      /images is truncated: 7 bytes\n {2}allowed: 30 bytes\n {2}to do: fetch it/,
    );
  });

  it("refuses a file that is too long", async () => {
    await writeFile(pinned.path, "x", { flag: "a" });
    expect((await refusal()).message).toContain("images is altered: 31 bytes");
  });

  it("gives found and expected hash where one bit differs", async () => {
    const altered = Buffer.from(content);
    altered[3] = (altered[3] as number) ^ 1;
    await writeFile(pinned.path, altered);
    const found = createHash("sha256").update(altered).digest("hex");
    const { message } = await refusal();
    expect(message).toContain(`images is altered: sha256 ${found}`);
    expect(message).toContain(`allowed: sha256 ${sha256}`);
  });

  it("says why a file cannot be read", async () => {
    pinned = { ...pinned, path: folder };
    expect((await refusal()).message).toMatch(/cannot be read: EISDIR/);
  });
});

describe("fingerprintOf", () => {
  it("follows the files' content as it is, and is bound to no folder", async () => {
    const before = await fingerprintOf([pinned], remedy);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprintOf([pinned], remedy)).toBe(before);
    const elsewhere = await mkdtemp(join(tmpdir(), "qat-tasks-"));
    await writeFile(join(elsewhere, "images"), content);
    expect(await fingerprintOf([{ ...pinned, path: join(elsewhere, "images") }], remedy)).toBe(before);
    await rm(elsewhere, { recursive: true });
    await truncate(pinned.path, 7);
    expect(await fingerprintOf([pinned], remedy)).not.toBe(before);
  });

  it("names a missing file", async () => {
    await rm(pinned.path);
    await expect(fingerprintOf([pinned], remedy)).rejects.toThrow(/images is missing/);
  });
});

describe("installedFolder", () => {
  it("says which package is not installed", () => {
    expect(() => installedFolder("no-such-data")).toThrow(
      /npm package no-such-data.*not installed\n {2}to do: run `npm ci`/,
    );
  });
});
