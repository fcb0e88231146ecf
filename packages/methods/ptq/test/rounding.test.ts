import * as tf from "@tensorflow/tfjs-core";
import { onTrack, parsePrecision, type Quantized, uniformGrid } from "qat-core";
import { setupOf, take, values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const { default: ptq } = method.variants;

test("starts from the trained float network and trains nothing", () => {
  expect(ptq).toMatchObject({ startsFrom: "float", trains: false });
});

test("rounds to the levels that fit best: at one bit the sign times the mean magnitude", () => {
  const latents = [tf.tensor([-3, 1, 2, -2])];
  const [rounded] = ptq.weights(latents, setupOf(2)).quantize(latents);
  const { codes, codebook } = rounded as Quantized & { kind: "codes" };
  expect(values(codebook)).toEqual([-2, 2]);
  expect(take(codes)).toEqual([0, 1, 1, 0]);
});

test("fits each tensor, and each channel where the grid is by channel, for itself", () => {
  const grid = uniformGrid(2, "channel");
  const latents = [tf.tensor([1, 10, -3, 30], [2, 2])];
  const [rounded] = ptq.weights(latents, { ...setupOf(2), grid }).quantize(latents);
  expect(values((rounded as Quantized & { kind: "codes" }).codebook)).toEqual([-2, 2, -20, 20]);
});

test("refuses quantized activations, which it could not calibrate", () => {
  expect(onTrack(ptq, "controlled", parsePrecision("w2a4"))).toMatchObject({ supported: false });
});
