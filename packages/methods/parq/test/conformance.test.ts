import { describeMethod, endsAtTheOptimum } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const { default: practical, aprox, ...others } = method.variants;
if (!aprox) throw new Error("expected a variant aprox");
describeMethod({ ...method, variants: { default: practical, ...others } });
describeMethod(
  { ...method, name: "parq-aprox", variants: { default: aprox } },
  {
    skips: [
      {
        check: endsAtTheOptimum,
        precision: "w4a32",
        reason:
          "AProx minimises f + lambda Psi, whose optimum lies nearer to 0 than that of f: by several of the 16 levels",
      },
    ],
  },
);
