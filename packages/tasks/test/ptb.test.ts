import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "qat-engine";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plainWords } from "../src/data/plain-words.ts";
import { ptb } from "../src/data/ptb.ts";
import { runningTexts } from "../src/data/running-texts.ts";
import type { Examples } from "../src/task.ts";
import { madeTexts } from "./made-texts.ts";

let folder: string;
beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qat-tasks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const windows = { streams: 1, steps: 2 };
const inputOf = async ({ count, batch }: Examples) => [
  ...(await batch(Uint32Array.from({ length: count }, (_, i) => i)).input.data()),
];

describe("plainWords", () => {
  it("are what spaces separate, each line ended", () => {
    expect(plainWords(" no it was n't black monday \n but N\n\n").join(" ")).toBe(
      "no it was n't black monday <eos> but N <eos>",
    );
  });
});

describe("three running texts", () => {
  const made = () =>
    madeTexts(folder, [
      { name: "train", content: " a b a <unk> \n a b \n" },
      { name: "valid", content: " b a \n" },
      { name: "test", content: " c a <unk> b \n" },
    ]);

  it("are the parts themselves, whatever seed and training examples; training words alone have numbers", async () => {
    const source = runningTexts(made(), windows);
    for (const [seed, trainOn] of [
      [1, "split"],
      [2, "full"],
    ] as const) {
      const { train, validation, test } = await source.load(seed, trainOn);
      // a is 0; <eos> and b come twice each, < before b; <unk> is last.
      expect(await inputOf(train)).toEqual([0, 2, 0, 3, 1, 0]);
      expect(await inputOf(validation)).toEqual([2, 0]);
      expect(await inputOf(test)).toEqual([3, 0, 3, 2]);
    }
  });

  it("are refused where one is altered", async () => {
    const source = runningTexts(made(), windows);
    writeFileSync(join(folder, "valid"), " b b \n");
    await expect(source.load(1)).rejects.toThrow(/valid is altered: sha256/);
  });
});

describe("the Penn Treebank", () => {
  it("has three files, fetched as they are from one folder", () => {
    const { files = [], origins } = ptb(windows).files ?? {};
    expect(files.map(({ name }) => name)).toEqual(["ptb.train.txt", "ptb.valid.txt", "ptb.test.txt"]);
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(3);
    for (const { sha256 } of files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(origins).toMatchObject([{ kind: "web", address: expect.stringMatching(/^https:.*\/$/), plain: true }]);
  });

  it("says where a cell looked for it, and how to get it", async () => {
    const nowhere = ptb(windows, [{ title: "nowhere", folder: () => "/nowhere" }]);
    await expect(nowhere.load(1)).rejects.toThrow(
      /ptb\.train\.txt, ptb\.valid\.txt, ptb\.test\.txt are missing: .*\/nowhere\n {2}to do: run `npm run qat-bench -- data fetch ptb`, or put the original files out of https:/,
    );
  });
});
