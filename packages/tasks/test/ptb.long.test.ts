import { openEngine } from "qat-engine";
import { beforeAll, expect, it } from "vitest";
import { ptb } from "../src/data/ptb.ts";
import { skipWithoutData } from "./data-skip.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

// Not among the tests that a gate runs: the text needs a licence.
it("the Penn Treebank has as many words as papers say", async (context) => {
  const source = ptb({ streams: 1, steps: 1 });
  skipWithoutData(source, context);
  const { train, validation, test } = await source.load(1);
  expect([train.count, validation.count, test.count]).toEqual([929_588, 73_759, 82_429]);
  const { input } = train.batch(Array.from({ length: train.count }, (_, i) => i));
  const words = Int32Array.from(await input.data());
  expect(words.reduce((most, word) => Math.max(most, word), 0)).toBe(9_999);
});
