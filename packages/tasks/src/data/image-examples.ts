import { tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import { InputError } from "qat-core";
import type { Examples } from "../task.ts";
import { type CropAndFlip, drawWindows, type Window } from "./crop-and-flip.ts";

export interface LabelledImages {
  /** One image after the other, of each one channel after the other, of each one row after the other; 0 to 255. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  /** [height, width, channels] of one image. */
  readonly shape: readonly [number, number, number];
  /** Labels are 0 to classes - 1. */
  readonly classes: number;
}

/** What is taken from a pixel in [0, 1], and what that is divided by: a number for each channel. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Some of the images as examples: inputs [batch, height, width, channels], float32, normalised when they are asked for
 * (bytes are kept, not floats); targets [batch], int32 labels.
 * @param members indices into the images
 * @param augmentation of batches that are asked for with a seed; absent where images are seen as they are
 * @throws {InputError} when there is not one label an image, a label is not a class, or a channel has no normalisation
 */
export function imageExamples(
  images: LabelledImages,
  members: Uint32Array,
  normalisation: Normalisation,
  augmentation?: CropAndFlip,
): Examples {
  const { labels, shape } = images;
  const size = shape[0] * shape[1] * shape[2];
  requireLabels(images, size);
  const values = valuesOf(normalisation, shape[2]);

  return {
    count: members.length,
    batch(indices, draw) {
      const input = new Float32Array(indices.length * size);
      const target = new Int32Array(indices.length);
      const windows = augmentation && draw ? drawWindows(indices.length, augmentation, draw.seed) : [];
      for (let i = 0; i < indices.length; i++) {
        const image = members[indices[i] as number];
        if (image === undefined)
          throw new RangeError(`there is no example ${indices[i]}: ask for 0 to ${members.length - 1}`);
        target[i] = labels[image] as number;
        const place = input.subarray(i * size, (i + 1) * size);
        const window = windows[i];
        if (window) copyWindow(images, image * size, values, window, place);
        else copyWhole(images, image * size, values, place);
      }
      return { input: tensor4d(input, [indices.length, ...shape]), target: tensor1d(target, "int32") };
    },
  };
}

/** For each channel, what each of the 256 pixels becomes. */
function valuesOf({ mean, deviation }: Normalisation, channels: number): Float32Array[] {
  if (mean.length !== channels || deviation.length !== channels) {
    throw new InputError(`there are ${mean.length} means and ${deviation.length} deviations`, {
      allowed: `${channels} each, one a channel`,
    });
  }
  return mean.map((shift, channel) => {
    const scale = deviation[channel] as number;
    return Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - shift) / scale);
  });
}

/** @param from where the image begins among the pixels */
function copyWhole(
  { pixels, shape: [height, width, channels] }: LabelledImages,
  from: number,
  values: readonly Float32Array[],
  to: Float32Array,
): void {
  const area = height * width;
  for (let channel = 0; channel < channels; channel++) {
    const value = values[channel] as Float32Array;
    const plane = from + channel * area;
    for (let k = 0; k < area; k++) to[k * channels + channel] = value[pixels[plane + k] as number] as number;
  }
}

/** @param from where the image begins among the pixels */
function copyWindow(
  { pixels, shape: [height, width, channels] }: LabelledImages,
  from: number,
  values: readonly Float32Array[],
  { down, right, mirrored }: Window,
  to: Float32Array,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const value = values[channel] as Float32Array;
    const black = value[0] as number;
    const plane = from + channel * height * width;
    for (let y = 0; y < height; y++) {
      const row = y + down;
      const isInside = row >= 0 && row < height;
      for (let x = 0; x < width; x++) {
        const column = (mirrored ? width - 1 - x : x) + right;
        const pixel = isInside && column >= 0 && column < width ? pixels[plane + row * width + column] : undefined;
        to[(y * width + x) * channels + channel] = pixel === undefined ? black : (value[pixel] as number);
      }
    }
  }
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
