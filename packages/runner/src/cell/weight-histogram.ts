import * as tf from "@tensorflow/tfjs-core";
import type { Training } from "qat-core";
import type { WeightHistogram } from "qat-ledger";

const lowest = -3;
const highest = 3;
const bins = 60;

/** How latent and live weights lie now, all quantized tensors together. */
export async function weightHistogram(training: Training): Promise<WeightHistogram> {
  const { latents, live } = training.weights();
  const counts = { latent: new Array<number>(bins).fill(0), live: new Array<number>(bins).fill(0) };
  for (const [i, latent] of latents.entries()) {
    const values = await latent.data();
    const unit = rootMeanSquare(values);
    if (!(unit > 0 && Number.isFinite(unit))) continue;
    count(values, unit, counts.latent);
    count(await (live[i] as tf.Tensor).data(), unit, counts.live);
  }
  tf.dispose([...latents, ...live]);
  return { step: training.step, lowest, highest, ...counts };
}

function count(values: ArrayLike<number>, unit: number, counts: number[]): void {
  for (let i = 0; i < values.length; i++) {
    const position = (((values[i] as number) / unit - lowest) / (highest - lowest)) * bins;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(position)));
    if (!Number.isNaN(position)) counts[bin] = (counts[bin] as number) + 1;
  }
}

function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return Math.sqrt(sum / values.length);
}
