import { describeCifarTraining } from "./describe-cifar-training.ts";

describeCifarTraining("wasm", () => {});
