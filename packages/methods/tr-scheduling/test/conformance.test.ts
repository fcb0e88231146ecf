import { describeMethod, quantizesItsExportToItself } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });
describeMethod(method, {
  exempt: ["w1.58a32", "w2a32", "w4a32"].map((precision) => ({
    check: quantizesItsExportToItself,
    precision,
    reason:
      "latents are rounded on the frozen codebook, and the codebook that is exported is a learned multiple of it; " +
      "test/frozen-tensor.test.ts has the claim with that factor divided out",
  })),
});
