import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { fashionMnist } from "../src/data/fashion-mnist.ts";
import { requireFiles } from "../src/data/find-files.ts";
import { parseIdx } from "../src/data/idx.ts";
import { mnist } from "../src/data/mnist.ts";
import { readPinned } from "../src/data/pinned-file.ts";
import { skipWithoutData } from "./data-skip.ts";

const source = fashionMnist();

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

it("has four files of MNIST's format, and nothing of MNIST's content", () => {
  const of = (data: typeof source, part: "name" | "bytes" | "sha256") => data.files?.files.map((file) => file[part]);
  for (const part of ["name", "bytes"] as const) expect(of(source, part)).toEqual(of(mnist(), part));
  expect(new Set([...(of(source, "sha256") ?? []), ...(of(mnist(), "sha256") ?? [])]).size).toBe(8);
});

it("says where a cell looked for it, and how to get it", async () => {
  const nowhere = fashionMnist([{ title: "nowhere", folder: () => "/nowhere" }]);
  await expect(nowhere.load(1)).rejects.toThrow(
    /train-images-idx3-ubyte, train-labels-idx1-ubyte, .* are missing: .*\/nowhere\n {2}to do: run `npm run qat-bench -- data fetch fashion-mnist`, or put/,
  );
});

describe("the data", () => {
  it("is all of Fashion-MNIST, 5,000 training images held out by the seed", async (context) => {
    skipWithoutData(source, context);
    const [one, again, two] = await Promise.all([source.load(1), source.load(1), source.load(2)]);
    expect([one.train.count, one.validation.count, one.test.count]).toEqual([55_000, 5_000, 10_000]);
    const labels = async (examples: typeof one.train, count: number) =>
      (await examples.batch(Uint32Array.from({ length: count }, (_, i) => i)).target.data()).join("");
    // The first twelve labels of the file, read by another program.
    expect(await labels(one.test, 12)).toBe("921161465745");
    expect(await labels(again.validation, 50)).toBe(await labels(one.validation, 50));
    expect(await labels(two.validation, 50)).not.toBe(await labels(one.validation, 50));
    expect(one.test.batch([0]).input.shape).toEqual([1, 28, 28, 1]);
  });

  it("has the mean and deviation of the training pixels that it is normalised by", async (context) => {
    skipWithoutData(source, context);
    const [images] = requireFiles(source.files as never);
    if (!images) throw new Error("no images");
    const pixels = parseIdx(
      await readPinned(images.file, images.path, source.files as never),
      [60_000, 28, 28],
      images.path,
    );
    let sum = 0;
    let squares = 0;
    for (const pixel of pixels) {
      sum += pixel;
      squares += pixel * pixel;
    }
    const mean = sum / pixels.length / 255;
    const deviation = Math.sqrt(squares / pixels.length / 255 ** 2 - mean ** 2);
    expect(mean).toBeCloseTo(0.28604, 5);
    expect(deviation).toBeCloseTo(0.35302, 5);
    const smallest = (await source.load(1)).test.batch([0]).input;
    expect(Math.min(...(await smallest.data()))).toBeCloseTo(-0.286 / 0.353, 5);
  });

  it("has every class equally often in training and test", async (context) => {
    skipWithoutData(source, context);
    const { train, validation, test } = await source.load(3);
    const counts = async (examples: typeof train) => {
      const { target } = examples.batch(Uint32Array.from({ length: Math.min(examples.count, 10_000) }, (_, i) => i));
      const tally = new Array<number>(10).fill(0);
      for (const label of await target.data()) tally[label] = (tally[label] ?? 0) + 1;
      return tally;
    };
    expect(await counts(test)).toEqual(new Array(10).fill(1_000));
    expect((await counts(validation)).reduce((total, count) => total + count, 0)).toBe(5_000);
    expect(Math.min(...(await counts(validation)))).toBeGreaterThan(400);
  });
});
