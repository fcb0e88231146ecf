import { binaryCodeGrid, onTrack, parsePrecision, type Variant } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { method } from "./straight-through.ts";

await openEngine({ kind: "wasm" });

const plain = method.variants.default;
const two = parsePrecision("w2a32");
const published: Variant = {
  ...plain,
  asPublished: {
    ...plain,
    options: { own: true },
    supports: (_, { levels }) =>
      levels < 16 ? { supported: true } : { supported: false, reason: "sixteen levels are too many for it" },
    grid: ({ weightLevels }) => (weightLevels === 3 ? undefined : binaryCodeGrid(Math.log2(weightLevels))),
  },
};

test("the controlled track gives every variant the suite's grid", () => {
  expect(onTrack(published, "controlled", two)).toMatchObject({
    supported: true,
    variant: { options: {} },
    grid: { name: "uniform-4" },
  });
});

test("the as-published track gives a variant its paper's options and grid", () => {
  expect(onTrack(published, "as-published", two)).toMatchObject({
    supported: true,
    variant: { options: { own: true } },
    grid: { name: "binary-code-2" },
  });
});

test.each([
  ["nothing is published", plain, "w2a32", /no grid and schedule of its own/],
  ["the paper has no such grid", published, "w1.58a32", /no grid of 3 levels/],
  ["the published variant refuses it", published, "w4a32", /sixteen levels are too many/],
])("a variant does not run as published where %s", (_, variant, precision, reason) => {
  const entry = onTrack(variant, "as-published", parsePrecision(precision));
  expect(entry).toMatchObject({ supported: false, reason: expect.stringMatching(reason) });
});

test("a float network is the same on both tracks", () => {
  const float = parsePrecision("w32a32");
  expect(onTrack(plain, "as-published", float)).toEqual({
    ...onTrack(plain, "controlled", float),
    grid: expect.anything(),
  });
});
