import { describeMethod, drawsNothing, takesTensorsInAnyOrder } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const noisy = ["w1a32", "w1.58a32", "w2a32", "w4a32"];

describeMethod(method, {
  exempt: [
    ...noisy.map((precision) => ({ check: drawsNothing, precision, reason: "the noise is drawn from the run's seed" })),
    ...noisy.map((precision) => ({
      check: takesTensorsInAnyOrder,
      precision,
      reason: "each tensor's noise is drawn from its index, so that no two tensors get the same",
    })),
  ],
});
