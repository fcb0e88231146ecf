import { describeInitialWeights } from "./describe-initial-weights.ts";

describeInitialWeights("wasm", () => {});
