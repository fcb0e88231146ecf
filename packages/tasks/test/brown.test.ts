import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "qat-core";
import { openEngine } from "qat-engine";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { brown } from "../src/data/brown.ts";
import { brownWords } from "../src/data/brown-words.ts";
import { verifyFiles } from "../src/data/fetch/index.ts";
import { taggedTexts } from "../src/data/tagged-texts.ts";
import { unigramPerplexity } from "../src/data/unigram.ts";
import type { Examples } from "../src/task.ts";
import { skipWithoutData } from "./data-skip.ts";
import { madeTexts } from "./made-texts.ts";

let folder: string;
beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qat-tasks-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const inputOf = async ({ count, batch }: Examples) => {
  const { input } = batch(Uint32Array.from({ length: count }, (_, i) => i));
  return Int32Array.from(await input.data());
};

describe("brownWords", () => {
  it("strips tags, lowers case, writes N for numbers, leaves out punctuation and ends each sentence", () => {
    const text = "\n\tThe/at Jury/nn-tl said/vbd ,/, ``/`` it's/pps+bez 1961/cd ''/'' ./.\n\n\n\tDone/vbn ./.\n";
    expect(brownWords(text, "a").join(" ")).toBe("the jury said it's N <eos> done <eos>");
  });

  it("keeps letters beside digits, and slashes inside of words", () => {
    expect(brownWords("15th/od and/or/cc 1/2/cd $3.50/nns 1,119/cd B-52/np é/fw-nn", "a").join(" ")).toBe(
      "15th and/or N N N b-52 é <eos>",
    );
  });

  it("makes no sentence of punctuation alone, nor of nothing", () => {
    expect(brownWords("./. ?/.\n\n  \n", "a")).toEqual([]);
    expect(brownWords("", "a")).toEqual([]);
  });

  it.each(["The/at jury said/vbd", "/at"])("refuses a token without a word or a tag: %s", (text) => {
    expect(() => brownWords(text, "ca01")).toThrow(InputError);
    expect(() => brownWords(text, "ca01")).toThrow(/ca01 has the token (jury|\/at)\n {2}allowed: tokens .* word\/tag/);
  });
});

describe("texts of that format", () => {
  /** Text i has six times the word of its own. */
  const made = () =>
    madeTexts(
      folder,
      Array.from({ length: 20 }, (_, i) => ({
        name: `t${String(i).padStart(2, "0")}`,
        content: `\n${`\tw${String.fromCharCode(97 + i)}/nn ./.\n`.repeat(6)}`,
      })),
    );
  const load = (seed: number, trainOn?: "full") =>
    taggedTexts({ ...made(), held: 3 }, { streams: 1, steps: 1 }).load(seed, trainOn);

  it("are for testing every tenth, for validation as the seed draws, and else for training", async () => {
    const { train, validation, test } = await load(1);
    // 12 words a text; the last word is no input.
    expect([train.count, validation.count, test.count]).toEqual([15 * 12 - 1, 3 * 12 - 1, 2 * 12 - 1]);
    // Test texts alone have words that are not in the vocabulary: <eos>, 18 others and <unk> are 0 to 19.
    expect(new Set(await inputOf(test))).toEqual(new Set([19, 0]));
    const drawn = [...new Set(await inputOf(validation))].filter((word) => word > 0);
    expect(drawn).toHaveLength(3);
    expect(new Set(await inputOf(train))).toEqual(
      new Set(Array.from({ length: 19 }, (_, i) => i).filter((word) => !drawn.includes(word))),
    );
    const draws = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => (await inputOf((await load(seed)).validation)).join()),
    );
    expect(draws[0]).toBe((await inputOf(validation)).join());
    expect(new Set(draws).size).toBeGreaterThan(1);
  });

  it("are all trained on, but for those for testing, where nothing is held out", async () => {
    const { train, validation, test } = await load(1, "full");
    expect([train.count, validation.count, test.count]).toEqual([18 * 12 - 1, 0, 2 * 12 - 1]);
  });

  it("are refused where one is altered", async () => {
    const source = taggedTexts({ ...made(), held: 3 }, { streams: 1, steps: 1 });
    const fingerprint = await source.fingerprint();
    appendFileSync(join(folder, "t07"), "\tmore/ap\n");
    await expect(source.load(1)).rejects.toThrow(/t07 is altered: \d+ bytes/);
    expect(await source.fingerprint()).not.toBe(fingerprint);
    vi.stubEnv("QAT_BENCH_OTHER_DATA", "made");
    writeFileSync(join(folder, "t07"), `\n${"\twz/nn ./.\n".repeat(6)}`);
    expect(source.name).toBe("made (other files)");
    expect((await source.load(1)).test.count).toBe(23);
  });
});

describe("the corpus", () => {
  const windows = { streams: 20, steps: 30 };
  const source = brown(windows);

  it("is in an installed package, as it is pinned", async (context) => {
    skipWithoutData(source, context);
    expect(source.files?.files).toHaveLength(500);
    const verified = await verifyFiles(source.files as never);
    expect(new Set(verified.map(({ state }) => state))).toEqual(new Set(["right"]));
  });

  it("has a million words in a vocabulary of 10,000; a unigram model's perplexity is 504", async (context) => {
    skipWithoutData(source, context);
    const { train, validation, test } = await source.load(1);
    // Of 106,782 test words 177 windows of 600, all streams together.
    expect([train.count, validation.count, test.count]).toEqual([30_320, 1_780, 177 * 20]);
    const [trained, tested] = [await inputOf(train), await inputOf(test)];
    expect(trained.reduce((most, word) => Math.max(most, word), 0)).toBe(9_999);
    expect(tested.filter((word) => word === 9_999).length / tested.length).toBeCloseTo(0.0967, 3);
    expect(unigramPerplexity(trained, tested, 10_000)).toBeCloseTo(504.4, 0);
  });

  it("says where a cell looked for it, and how to get it", async () => {
    const nowhere = brown(windows, [{ title: "nowhere", folder: () => "/nowhere" }]);
    vi.stubEnv("QAT_BENCH_DATA", "/mine");
    await expect(nowhere.load(1)).rejects.toThrow(
      /the data files ca01, ca02, ca03 and 497 others are missing: .*\/nowhere\n {2}to do: reinstall .*`npm ci`, or put the original files, .*into \/mine\/brown/,
    );
  });
});
