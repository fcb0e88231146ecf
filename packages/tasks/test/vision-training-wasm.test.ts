import { describeVisionTraining } from "./describe-vision-training.ts";

describeVisionTraining("wasm", () => {});
