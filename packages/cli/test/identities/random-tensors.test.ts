import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { method as fp32 } from "../../../methods/fp32/src/index.ts";
import { everyVariantAtFloat } from "./every-variant.ts";
import { identities } from "./identities.ts";
import { trainSmall } from "./small-network.ts";
import { firstDifference, type Trace } from "./trace.ts";

await openEngine({ kind: "wasm" });

const seeds = [1, 2, 3];
const named = identities.map((identity) => [identity.name, identity] as const);

describe.each(named)("%s, bit for bit", (_, { one, other, without, otherIsFloat, until }) => {
  const precisions = ["w1a32", "w1.58a32", "w2a32", "w3a32", "w4a32", "w2a4"];
  test.each(precisions)("at %s, on random tensors", async (precision) => {
    const otherPrecision = otherIsFloat ? precision.replace(/^w[\d.]+/, "w32") : precision;
    for (const seed of seeds) {
      const received = await trainSmall(one, precision, seed, until);
      const expected = await trainSmall(other, otherPrecision, seed, until);
      expect(firstDifference(received, expected), `seed ${seed}`).toBeUndefined();
      if (!otherIsFloat) expect(received.hash).toBe(expected.hash);
      const different = await trainSmall(without, precision, seed, until);
      expect(firstDifference(different, expected), `without the condition, seed ${seed}`).toBeDefined();
    }
  });
});

describe("at 32 bits, its own code still running, is fp32 bit for bit", async () => {
  const all = await everyVariantAtFloat();
  const expected: Trace[] = [];
  for (const seed of seeds) expected.push(await trainSmall(fp32.variants.default, "w32a32", seed));

  test("there are eight methods at least", () => {
    expect(new Set(all.map(({ label }) => label.split("/")[0])).size).toBeGreaterThanOrEqual(8);
  });

  test.each(all.map(({ label, variant }) => [label, variant] as const))("%s", async (_, variant) => {
    for (const [i, seed] of seeds.entries()) {
      const received = await trainSmall(variant, "w32a32", seed);
      expect(firstDifference(received, expected[i] as Trace), `seed ${seed}`).toBeUndefined();
      expect(received.hash).toBe(expected[i]?.hash);
    }
  });
});
