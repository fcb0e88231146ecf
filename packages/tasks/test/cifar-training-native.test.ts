import { resolveEngine } from "qat-engine";
import { describeCifarTraining } from "./describe-cifar-training.ts";

describeCifarTraining("native", (context) => {
  context.skip(
    resolveEngine("auto") !== "native",
    "native engine not installed: run `npm run qat-bench -- engine install`",
  );
});
