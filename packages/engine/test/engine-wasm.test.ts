import { beforeAll } from "vitest";
import { openEngine } from "../src/index.ts";
import { describeBatchNorm } from "./describe-batch-norm.ts";
import { describeOperations } from "./describe-operations.ts";
import { describeStaircases } from "./describe-staircases.ts";
import { describeTraining } from "./describe-training.ts";
import { describeTransformerOperations } from "./describe-transformer-operations.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

describeOperations("wasm", () => {});
describeBatchNorm("wasm", () => {});
describeStaircases("wasm", () => {});
describeTraining("wasm", () => {});
describeTransformerOperations("wasm", () => {});
