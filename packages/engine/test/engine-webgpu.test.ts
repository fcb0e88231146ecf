import { beforeAll } from "vitest";
import { openEngine } from "../src/index.ts";
import { describeBatchNorm } from "./describe-batch-norm.ts";
import { describeOperations } from "./describe-operations.ts";
import { describeStaircases } from "./describe-staircases.ts";
import { describeTraining } from "./describe-training.ts";
import { describeTransformerOperations } from "./describe-transformer-operations.ts";
import { skipWithoutSoftwareGpu, softwareGpuIsThere, useSoftwareGpu } from "./software-gpu.ts";

beforeAll(async () => {
  useSoftwareGpu();
  if (softwareGpuIsThere) await openEngine({ kind: "webgpu" });
});

describeOperations("webgpu", skipWithoutSoftwareGpu);
describeBatchNorm("webgpu", skipWithoutSoftwareGpu);
describeStaircases("webgpu", skipWithoutSoftwareGpu);
describeTraining("webgpu", skipWithoutSoftwareGpu);
describeTransformerOperations("webgpu", skipWithoutSoftwareGpu);
