import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";
import { xnnpackGradients } from "./xnnpack-gradients.ts";

type Shape = readonly [number, number, number, number];

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

// Layers of ResNet-20, which would take the cpu backend too long.
test.for<{ x: Shape; filter: Shape; strides: number }>([
  { x: [4, 32, 32, 3], filter: [3, 3, 3, 16], strides: 1 },
  { x: [4, 32, 32, 16], filter: [3, 3, 16, 16], strides: 1 },
  { x: [4, 32, 32, 16], filter: [3, 3, 16, 32], strides: 2 },
  { x: [4, 16, 16, 32], filter: [3, 3, 32, 32], strides: 1 },
  { x: [4, 16, 16, 32], filter: [3, 3, 32, 64], strides: 2 },
  { x: [4, 8, 8, 64], filter: [3, 3, 64, 64], strides: 1 },
])("both gradients for x $x and filter $filter, strides $strides, as other convolutions give them", async (kase) => {
  const strides = kase.strides;
  const output = [kase.x[0], kase.x[1] / strides, kase.x[2] / strides, kase.filter[3]];
  const inputs = [weyl(kase.x), weyl(kase.filter, 0.4), weyl(output, 0.7)];
  const attrs = { strides, pad: "same", inputShape: [...kase.x], filterShape: [...kase.filter] };
  for (const { kernelName, kernelFunc } of xnnpackGradients) {
    const own = await onBackend("wasm", inputs, (x, filter, dy) =>
      tf.engine().runKernel<tf.Tensor>(kernelName, { x, filter, dy } as never, attrs as never),
    );
    const reference = await onBackend("wasm", inputs, (x, filter, dy) =>
      tf.tidy(() => kernelFunc({ inputs: { x, filter, dy } as never, attrs, backend: tf.backend() }) as tf.Tensor),
    );
    expect(Math.max(...own.values)).toBeGreaterThan(0.1);
    expectClose(own, reference);
  }
});
