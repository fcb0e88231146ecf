import { describeMethod, quantizesItsExportToItself, roundsToTheNearest, trainsTensorsApart } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const scaled = ["w1.58a32", "w2a32", "w4a32"].flatMap((precision) =>
  [quantizesItsExportToItself, roundsToTheNearest].map((check) => ({
    check,
    precision,
    reason:
      "latents are rounded on the frozen codebook, and the codebook that is exported is a learned multiple of it; " +
      "test/frozen-tensor.test.ts has the claim with that factor divided out",
  })),
);
// In the twelve steps of the kit the additive rule stops all rates alike, but at one bit.
const pooled = ["w1a32", "w1.58a32", "w2a32", "w4a32"].flatMap((precision) =>
  (precision === "w1a32" ? ["default", "multiplicative"] : ["multiplicative"]).map((variant) => ({
    check: trainsTensorsApart,
    variant,
    precision,
    track: "controlled" as const,
    reason: "tensors too small to count transitions in share one rate",
  })),
);

describeMethod(method, { exempt: [...scaled, ...pooled] });
