import { resolveEngine } from "qat-engine";
import { describeVisionTraining } from "./describe-vision-training.ts";

describeVisionTraining("native", (context) => {
  context.skip(
    resolveEngine("auto") !== "native",
    "native engine not installed: run `npm run qat-bench -- engine install`",
  );
});
