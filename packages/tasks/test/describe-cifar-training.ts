import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePrecision } from "qat-core";
import { openEngine } from "qat-engine";
import { method as fp32 } from "qat-method-fp32";
import { method as ste } from "qat-method-ste";
import { task } from "qat-tasks/tasks/resnet20-cifar10";
import { task as adam } from "qat-tasks/tasks/resnet20-cifar10-adam";
import { task as cosine } from "qat-tasks/tasks/resnet20-cifar10-cosine";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { cifarResNet } from "../src/networks/cifar-resnet.ts";
import type { Dataset } from "../src/task.ts";
import { madeCifar, writeMade } from "./cifar-data.ts";
import { lossAfter } from "./loss-after.ts";

/** The recipes on narrow ResNets-8 and a few made images. Call in a file of its own for each engine: a process has one. */
export function describeCifarTraining(kind: "native" | "wasm", skip: (context: TestContext) => void): void {
  describe(`CIFAR's recipes on ${kind}`, () => {
    const narrow = { blocks: 1, inputs: 3, classes: 6, quantize: "all", widths: [4, 8, 16] } as const;
    const plain = { ...task, network: cifarResNet(narrow) };
    const sites = { quantize: "inner", activations: "quantized-convolution", normalizeFeatures: true } as const;
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
      ["w32a32", plain, fp32.variants.default],
      ["w2a4", plain, ste.variants.default],
      ["w2a2", { ...cosine, network: cifarResNet({ ...narrow, ...sites }) }, ste.variants.default],
      ["w1a32", { ...adam, network: cifarResNet({ ...narrow, shortcuts: "projection" }) }, ste.variants.default],
    ] as const)(
      "lower the loss within 60 steps on augmented batches of 20 at %s",
      async ([name, trained, variant], context) => {
        skip(context);
        await openEngine({ kind });
        const run = { steps: 60, batchSize: 20, precision: parsePrecision(name), variant };
        // A guess has log 6 = 1.8.
        expect(await lossAfter(trained, data.train, run)).toBeLessThan(1.2);
      },
    );
  });
}
