import { createHash } from "node:crypto";
import { openEngine } from "qat-engine";
import { describe, expect, it, type TestContext } from "vitest";
import { initialParameters } from "../src/layers/initialise.ts";
import { lenet5 } from "../src/networks/lenet5.ts";

/** Of LeNet-5's parameters for seed 1: the same on every engine, or methods would not start from the same weights. */
const expected = "4132668f481b6d9f7422d6bd846c985388330954df7b09ebce9d47057e8cd273";

/** Call in a file of its own for each engine: a process has one. */
export function describeInitialWeights(kind: "native" | "wasm", skip: (context: TestContext) => void): void {
  describe(`initial weights on ${kind}`, () => {
    it("are those of every other engine, bit for bit", async (context) => {
      skip(context);
      await openEngine({ kind });
      const hash = createHash("sha256");
      for (const [name, tensor] of initialParameters(lenet5(), 1)) hash.update(name).update(await tensor.data());
      expect(hash.digest("hex")).toBe(expected);
    });
  });
}
