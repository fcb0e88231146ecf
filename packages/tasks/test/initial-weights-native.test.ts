import { resolveEngine } from "qat-engine";
import { describeInitialWeights } from "./describe-initial-weights.ts";

describeInitialWeights("native", (context) => {
  context.skip(
    resolveEngine("auto") !== "native",
    "native engine not installed: run `npm run qat-bench -- engine install`",
  );
});
