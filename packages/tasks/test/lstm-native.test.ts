import { resolveEngine } from "qat-engine";
import { describeLstm } from "./describe-lstm.ts";

describeLstm("native", (context) => {
  context.skip(
    resolveEngine("auto") !== "native",
    "native engine not installed: run `npm run qat-bench -- engine install`",
  );
});
