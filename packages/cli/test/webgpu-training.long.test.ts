import { describeWebgpuTraining } from "./describe-webgpu-training.ts";

await describeWebgpuTraining("w2a32", () => true);
await describeWebgpuTraining("w2a4", () => true);
