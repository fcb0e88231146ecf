import { tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import { InputError } from "qat-core";
import type { Examples } from "../task.ts";

export interface LabelledImages {
  /** One image after the other: height, width, channels, the last fastest; 0 to 255. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  /** [height, width, channels] of one image. */
  readonly shape: readonly [number, number, number];
  /** Labels are 0 to classes - 1. */
  readonly classes: number;
}

/** What is taken from a pixel in [0, 1], and what that is divided by. */
export interface Normalisation {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Some of the images as examples: inputs [batch, height, width, channels], float32, normalised when they are asked for
 * (bytes are kept, not floats); targets [batch], int32 labels.
 * @param members indices into the images
 * @throws {InputError} when there is not one label an image, or a label is not a class
 */
export function imageExamples(images: LabelledImages, members: Uint32Array, normalisation: Normalisation): Examples {
  const { pixels, labels, shape } = images;
  const size = shape[0] * shape[1] * shape[2];
  requireLabels(images, size);
  const { mean, deviation } = normalisation;
  const normalised = Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / deviation);

  return {
    count: members.length,
    batch(indices) {
      const input = new Float32Array(indices.length * size);
      const target = new Int32Array(indices.length);
      for (let i = 0; i < indices.length; i++) {
        const image = members[indices[i] as number];
        if (image === undefined)
          throw new RangeError(`there is no example ${indices[i]}: ask for 0 to ${members.length - 1}`);
        target[i] = labels[image] as number;
        const [from, to] = [image * size, i * size];
        for (let k = 0; k < size; k++) input[to + k] = normalised[pixels[from + k] as number] as number;
      }
      return { input: tensor4d(input, [indices.length, ...shape]), target: tensor1d(target, "int32") };
    },
  };
}

function requireLabels({ pixels, labels, classes }: LabelledImages, size: number): void {
  if (labels.length * size !== pixels.length) {
    throw new InputError(`there are ${labels.length} labels for ${pixels.length / size} images`, {
      allowed: "one label an image",
    });
  }
  const strange = labels.find((label) => label >= classes);
  if (strange !== undefined) throw new InputError(`a label is ${strange}`, { allowed: `0 to ${classes - 1}` });
}
