import { type Examples, imageExamples } from "qat-tasks";
import type { Model } from "./models.ts";

/** Images that are there to draw batches from. */
const imageCount = 2048;

/** Noise in the place of images, as bytes and labels, which become batches on the path of every task's own images. */
export function syntheticExamples({ image, classes }: Pick<Model, "image" | "classes">, batchSize: number): Examples {
  const count = Math.max(imageCount, batchSize);
  const noise = bytes(count * image[0] * image[1] * image[2]);
  const labels = bytes(count).map((byte) => byte % classes);
  const members = Uint32Array.from({ length: count }, (_, i) => i);
  const normalisation = { mean: Array(image[2]).fill(0.5), deviation: Array(image[2]).fill(0.25) };
  return imageExamples({ pixels: noise, labels, shape: image, classes }, members, normalisation);
}

/** The upper bytes of a linear congruential generator modulo 2^32 (constants of Knuth and Lewis): the same every time. */
function bytes(count: number): Uint8Array {
  const drawn = new Uint8Array(count);
  let state = 1;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    drawn[i] = state >>> 24;
  }
  return drawn;
}
