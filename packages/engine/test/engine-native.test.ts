import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { describeBatchNorm } from "./describe-batch-norm.ts";
import { describeOperations } from "./describe-operations.ts";
import { describeStaircases } from "./describe-staircases.ts";
import { describeTraining } from "./describe-training.ts";
import { describeTransformerOperations } from "./describe-transformer-operations.ts";
import { nativeIsThere, skipWithoutNative } from "./native-skip.ts";
import { onBackend } from "./reference-backend.ts";

beforeAll(async () => {
  if (nativeIsThere) await openEngine({ kind: "native" });
});

describeOperations("tensorflow", skipWithoutNative);
describeBatchNorm("tensorflow", skipWithoutNative);
describeStaircases("tensorflow", skipWithoutNative);
describeTraining("tensorflow", skipWithoutNative);
describeTransformerOperations("tensorflow", skipWithoutNative);

test.for(["left", "right"] as const)("searchSorted from the %s, as the cpu backend", async (side, context) => {
  skipWithoutNative(context);
  const inputs = [
    { shape: [4], values: [-1, 0, 0.25, 1] },
    { shape: [7], values: [-2, -1, 0, 0.1, 0.25, 1, 3] },
  ];
  const compute = (levels: tf.Tensor, x: tf.Tensor) => tf.searchSorted(levels, x, side);
  const actual = await onBackend("tensorflow", inputs, compute as never);
  expect(actual).toEqual(await onBackend("cpu", inputs, compute as never));
});
