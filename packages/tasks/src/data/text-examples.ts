import { tensor2d } from "@tensorflow/tfjs-core";
import type { Examples } from "../task.ts";

/** How a running text is cut into examples. */
export interface Windows {
  /** Places of the text that are read side by side. */
  readonly streams: number;
  /** Words of one window. */
  readonly steps: number;
}

/**
 * A running text as examples for the prediction of its next word. It is cut into `streams` parts of equal length, each of
 * them into windows of `steps` words; example k streams + s is window k of stream s. Inputs [batch, steps], int32, are the
 * window's words, targets of that shape the words that follow each. What comes after the last whole window of the last
 * stream is left out: fewer than streams * steps words, at the end of the text.
 * @param words their numbers in a vocabulary
 */
export function textExamples(words: Int32Array, { streams, steps }: Windows): Examples {
  // The last word is followed by none.
  const windows = Math.max(0, Math.floor((words.length - 1) / (streams * steps)));
  const count = windows * streams;
  return {
    count,
    streams,
    batch(indices) {
      const input = new Int32Array(indices.length * steps);
      const target = new Int32Array(indices.length * steps);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        if (!(index >= 0 && index < count)) {
          throw new RangeError(`there is no example ${index}: ask for 0 to ${count - 1}`);
        }
        const start = ((index % streams) * windows + Math.floor(index / streams)) * steps;
        input.set(words.subarray(start, start + steps), i * steps);
        target.set(words.subarray(start + 1, start + 1 + steps), i * steps);
      }
      const shape: [number, number] = [indices.length, steps];
      return { input: tensor2d(input, shape, "int32"), target: tensor2d(target, shape, "int32") };
    },
  };
}
