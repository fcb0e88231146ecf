import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { type Network, parsePrecision } from "qat-core";
import { openEngine } from "qat-engine";
import { method as fp32 } from "qat-method-fp32";
import { method as parq } from "qat-method-parq";
import { method as ste } from "qat-method-ste";
import { task as mobilenet } from "qat-tasks/tasks/mobilenetv2-cifar100";
import { task as transformer } from "qat-tasks/tasks/vit-micro-cifar10";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { mobilenetV2 } from "../src/networks/mobilenet-v2.ts";
import { visionTransformer } from "../src/networks/vision-transformer.ts";
import type { Dataset } from "../src/task.ts";
import { madeCifar, writeMade } from "./cifar-data.ts";
import { directionalDerivative } from "./directional-derivative.ts";
import { lossAfter } from "./loss-after.ts";

/** Every kind of block: with and without an expansion, a sum and a stride. */
const narrowMobileNet = (classes: number) =>
  mobilenetV2({
    classes,
    quantize: "all",
    first: 4,
    stages: [
      { expansion: 1, width: 4, blocks: 1, stride: 1 },
      { expansion: 2, width: 6, blocks: 2, stride: 2 },
    ],
    last: 12,
  });

const transformerOf = (side: number, patch: number, classes: number) =>
  visionTransformer({ side, patch, inputs: 3, width: 12, depth: 2, heads: 3, classes, expansion: 2 });

/** Tiny MobileNetV2s and vision transformers. Call in a file of its own for each engine: a process has one. */
export function describeVisionTraining(kind: "native" | "wasm", skip: (context: TestContext) => void): void {
  describe.each([
    ["MobileNetV2", narrowMobileNet(3)],
    ["a vision transformer", transformerOf(8, 4, 3)],
  ])(`gradients of %s on ${kind}`, (_, network) => {
    it.for(network.parameters.map(({ name }, i) => [name, i] as const))(
      "by %s agree with differences",
      async ([, i], context) => {
        skip(context);
        await openEngine({ kind });
        const { slope, expected } = await tangent(network, i);
        expect(Math.abs(slope - expected)).toBeLessThan(0.03 * Math.max(1, Math.abs(expected)));
      },
    );
  });

  describe(`the recipes on ${kind}`, () => {
    let folder: string;
    let data: Dataset;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "qat-tasks-"));
      const { source, all } = madeCifar(folder);
      writeMade(folder, all);
      data = await source.load(1);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it.for([
      ["MobileNetV2", "w32a32", fp32.variants.default],
      ["MobileNetV2", "w2a4", ste.variants.default],
      ["a vision transformer", "w32a32", fp32.variants.default],
      ["a vision transformer", "w2a32", parq.variants.default],
      ["a vision transformer", "w2a4", ste.variants.default],
    ] as const)(
      "lower the loss of %s within 60 steps on augmented batches of 20 at %s",
      async ([name, precision, variant], context) => {
        skip(context);
        await openEngine({ kind });
        const task =
          name === "MobileNetV2"
            ? { ...mobilenet, network: narrowMobileNet(6) }
            : { ...transformer, network: transformerOf(32, 8, 6) };
        // Sixty steps are few for transformers: at ten times the rate these are far from where they start.
        const recipe = task.recipe;
        const rate = (progress: number) => recipe.rate(progress) * (name === "MobileNetV2" ? 1 : 10);
        const run = { steps: 60, batchSize: 20, precision: parsePrecision(precision), variant };
        // A guess has log 6 = 1.8.
        expect(await lossAfter({ ...task, recipe: { ...recipe, rate } }, data.train, run)).toBeLessThan(1.3);
      },
    );
  });
}

/** Of a weighting of the outputs along a random direction of parameter `i`: its difference, and what its gradient says. */
async function tangent(network: Network, i: number): Promise<{ slope: number; expected: number }> {
  const input = tf.randomNormal([3, 8, 8, 3], 0, 1, "float32", 1);
  // Offsets about 3 and small scales keep values between the two kinks of ReLU6, where differences say nothing.
  const values = network.parameters.map(({ name, shape }, k) => {
    const [middle, deviation] = /norm\/offset/.test(name) ? [3, 0.1] : /scale/.test(name) ? [0.6, 0.1] : [0, 0.4];
    return tf.randomNormal([...shape], middle, deviation, "float32", 10 + k);
  });
  return directionalDerivative(network, values, input, i, 2e-3);
}
