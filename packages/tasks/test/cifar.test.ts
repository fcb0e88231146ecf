import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "qat-core";
import { openEngine } from "qat-engine";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cifar10 } from "../src/data/cifar10.ts";
import { cifar100 } from "../src/data/cifar100.ts";
import { verifyFiles } from "../src/data/fetch/index.ts";
import type { Examples } from "../src/task.ts";
import { madeCifar, madeFile, madeRecords, writeMade } from "./cifar-data.ts";

let folder: string;
beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qat-tasks-"));
  vi.stubEnv("QAT_BENCH_OTHER_DATA", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const indices = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);
const labelsOf = async (examples: Examples) => (await examples.batch(indices(examples.count)).target.data()).join("");
const inputOf = async (examples: Examples, seed?: number) =>
  (await examples.batch(indices(20), seed === undefined ? undefined : { seed }).input.data()).join();

describe("the published datasets", () => {
  it.each([
    [cifar10(), 6, [30_730_000, 30_730_000]],
    [cifar100(), 2, [153_700_000, 30_740_000]],
  ])("have 60,000 images in files of whole records", ({ files, name }, count, bytes) => {
    const of = files?.files ?? [];
    expect(of.length).toBe(count);
    expect([of[0]?.bytes, of.at(-1)?.bytes]).toEqual(bytes);
    expect(of.reduce((sum, file) => sum + file.bytes, 0)).toBe(60_000 * (name === "cifar10" ? 3073 : 3074));
    expect(new Set(of.map(({ sha256 }) => sha256)).size).toBe(count);
    for (const { sha256 } of of) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(files?.origins).toMatchObject([
      {
        kind: "archive",
        address: expect.stringMatching(/^https:\/\/www\.cs\.toronto\.edu\/~kriz\/.*-binary\.tar\.gz$/),
      },
    ]);
  });

  it("say where a cell looked for them, and how to get them", async () => {
    const nowhere = [{ title: "nowhere", folder: () => "/nowhere" }];
    await expect(cifar10(nowhere).load(1)).rejects.toThrow(
      /data_batch_1\.bin, .*test_batch\.bin are missing: .*\/nowhere\n {2}to do: run `npm run qat-bench -- data fetch cifar10`, or put the original files out of https:.*cifar-10-binary\.tar\.gz/,
    );
    await expect(cifar100(nowhere).fingerprint()).rejects.toThrow(/train\.bin, test\.bin are missing/);
  });
});

describe("loading", () => {
  it("gives the parts apart: validation from training images by the seed, test as it is in its file", async () => {
    const { source, all } = madeCifar(folder);
    writeMade(folder, all);
    const [one, again, two] = await Promise.all([source.load(1), source.load(1), source.load(2)]);
    expect([one.train.count, one.validation.count, one.test.count]).toEqual([100, 20, 24]);
    expect(await labelsOf(one.test)).toBe("012345012345012345012345");
    expect(await labelsOf(again.validation)).toBe(await labelsOf(one.validation));
    expect(await labelsOf(two.validation)).not.toBe(await labelsOf(one.validation));
    // Image 120, the first of the test file: its first red pixel comes after the label byte.
    const red = ((all[2]?.content[1] ?? 0) / 255 - 0.5) / 0.25;
    const { input } = one.test.batch([0]);
    expect(input.shape).toEqual([1, 32, 32, 3]);
    expect((await input.data())[0]).toBeCloseTo(red, 6);
  });

  it("holds nothing out where all training images are to be trained on", async () => {
    const { source, all } = madeCifar(folder);
    writeMade(folder, all);
    const { train, validation, test } = await source.load(1, "full");
    expect([train.count, validation.count, test.count]).toEqual([120, 0, 24]);
  });

  it("augments training batches alone", async () => {
    const { source, all } = madeCifar(folder);
    writeMade(folder, all);
    const { train, validation, test } = await source.load(1);
    expect(await inputOf(train, 1)).not.toBe(await inputOf(train, 2));
    for (const part of [validation, test]) expect(await inputOf(part, 1)).toBe(await inputOf(part));
  });

  it("takes the fine of two labels, and compressed files", async () => {
    const label = (image: number) => [image % 3, image % 7];
    const [train, test] = [
      madeFile("train.bin", madeRecords(40, label), 3074),
      madeFile("t.bin", madeRecords(14, label), 3074),
    ];
    const { source } = madeCifar(folder, {
      labelBytes: [
        { name: "coarse label", classes: 3 },
        { name: "fine label", classes: 7 },
      ],
      train: [train],
      test: [test],
    });
    writeMade(folder, [train, test], true);
    expect(await labelsOf((await source.load(1)).test)).toBe("01234560123456");
  });
});

describe("bad files", () => {
  it("are refused: missing, truncated, altered", async () => {
    const { source, all } = madeCifar(folder);
    await expect(source.load(1)).rejects.toThrow(/train_0\.bin, train_1\.bin, test\.bin are missing/);
    writeMade(folder, all);
    truncateSync(join(folder, "train_1.bin"), 3073 * 59);
    await expect(source.load(1)).rejects.toThrow(/train_1\.bin is truncated: 181307 bytes\n {2}allowed: 184380 bytes/);
    const content = Buffer.from(all[1]?.content ?? []);
    content[100] = 255 - (content[100] ?? 0);
    writeFileSync(join(folder, "train_1.bin"), content);
    await expect(source.load(1)).rejects.toThrow(InputError);
    await expect(source.load(1)).rejects.toThrow(
      /train_1\.bin is altered: sha256 [0-9a-f]{64}\n.*\n.* set QAT_BENCH_OTHER_DATA=made/,
    );
  });
});

describe("other files in the same format", () => {
  it("are loaded where the user says so; records name them, their key has their content, verify calls them altered", async () => {
    const { source, all } = madeCifar(folder);
    writeMade(folder, all);
    const fingerprint = await source.fingerprint();
    expect(source.name).toBe("made");
    const other = madeRecords(24, (image) => [5 - (image % 6)], 500);
    writeFileSync(join(folder, "test.bin"), other);
    vi.stubEnv("QAT_BENCH_OTHER_DATA", "made");
    expect(source.name).toBe("made (other files)");
    expect(source.files?.name).toBe("made");
    expect(await source.fingerprint()).not.toBe(fingerprint);
    expect(await labelsOf((await source.load(1)).test)).toBe([...other.filter((_, i) => i % 3073 === 0)].join(""));
    const states = (await verifyFiles(source.files as never)).map(({ state }) => state);
    expect(states).toEqual(["right", "right", "altered"]);
  });

  it("are still refused with a label that is no class, or another size", async () => {
    const { source, all } = madeCifar(folder);
    writeMade(folder, all);
    vi.stubEnv("QAT_BENCH_OTHER_DATA", "made");
    writeFileSync(
      join(folder, "test.bin"),
      madeRecords(24, (image) => [image === 7 ? 6 : 0]),
    );
    await expect(source.load(1)).rejects.toThrow(/test\.bin has the label 6 in its record 7\n {2}allowed: 0 to 5/);
    writeFileSync(
      join(folder, "test.bin"),
      madeRecords(23, () => [0]),
    );
    await expect(source.load(1)).rejects.toThrow(/test\.bin is truncated/);
  });
});
