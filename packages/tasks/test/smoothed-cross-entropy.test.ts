import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { crossEntropy } from "../src/classification.ts";
import { smoothedCrossEntropy } from "../src/smoothed-cross-entropy.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const lossOf = async (loss: tf.Tensor) => (await loss.data())[0] as number;

describe("smoothedCrossEntropy", () => {
  it("by hand: of odds 1 : 3 and 1 : 1, the label and every class get their share of -log p", async () => {
    const logits = tf.tensor2d([0, Math.log(3), 5, 5], [2, 2]);
    const loss = smoothedCrossEntropy(0.2)(logits, tf.tensor1d([0, 1], "int32"));
    // 0.9 of the label and 0.1 of the other: with 1/4 at the label, and with 1/2 anyhow.
    const first = 0.9 * Math.log(4) + 0.1 * Math.log(4 / 3);
    expect(await lossOf(loss)).toBeCloseTo((first + Math.log(2)) / 2, 6);
  });

  // torch.nn.functional.cross_entropy(..., label_smoothing=0.1), PyTorch 2.13, double precision.
  it("is PyTorch's, and so is its gradient", async () => {
    const logits = tf.tensor2d([0, 1, 3, 2, 2, -1], [2, 3]);
    const labels = tf.tensor1d([2, 0], "int32");
    const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => smoothedCrossEntropy(0.1)(z, labels))(logits);
    expect(await lossOf(value)).toBeCloseTo(0.5771243, 6);
    const expected = [0.0043384, 0.0404309, -0.0447693, -0.2227389, 0.2272611, -0.0045222];
    for (const [i, slope] of (await grad.data()).entries()) expect(slope).toBeCloseTo(expected[i] as number, 6);
  });

  it("has the gradient of finite differences", async () => {
    const start = Float32Array.from([0.3, -1, 2, 0.5, 0.1, -0.4, 1.5, 0]);
    const labels = tf.tensor1d([3, 1], "int32");
    const loss = (z: tf.Tensor) => smoothedCrossEntropy(0.3)(z, labels);
    const gradient = await tf
      .grad(loss)(tf.tensor2d(start, [2, 4]))
      .data();
    for (const i of start.keys()) {
      const at = (by: number) =>
        lossOf(
          loss(
            tf.tensor2d(
              start.map((v, k) => (k === i ? v + by : v)),
              [2, 4],
            ),
          ),
        );
      expect(((await at(0.01)) - (await at(-0.01))) / 0.02).toBeCloseTo(gradient[i] as number, 4);
    }
  });

  it("is the plain cross-entropy without smoothing, and finite where exponentials overflow", async () => {
    const logits = tf.tensor2d([1000, 0, 0, 2, 2, 2], [2, 3]);
    const labels = tf.tensor1d([0, 1], "int32");
    const plain = await lossOf(crossEntropy(logits, labels));
    expect(await lossOf(smoothedCrossEntropy(0)(logits, labels))).toBe(plain);
    // The first row has 0 at its label and 1000 at the two others: 0.3 * 2000 / 3.
    const expected = (200 + Math.log(3)) / 2;
    expect(await lossOf(smoothedCrossEntropy(0.3)(logits, labels))).toBeCloseTo(expected, 3);
  });

  it.each([-0.1, 1, Number.NaN])("refuses to smooth by %d", (smoothing) => {
    expect(() => smoothedCrossEntropy(smoothing)).toThrow(/from 0 to less than 1/);
  });
});
