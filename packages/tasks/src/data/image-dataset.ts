import type { Dataset, TrainOn } from "../task.ts";
import type { CropAndFlip } from "./crop-and-flip.ts";
import { imageExamples, type LabelledImages, type Normalisation } from "./image-examples.ts";
import { split } from "./order.ts";

export interface ImageParts {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  /** How many of the training images are held out for validation. */
  readonly held: number;
  /** Of the draw of those. */
  readonly seed: number;
  /** `full`: none is held out. */
  readonly trainOn: TrainOn;
  readonly normalisation: Normalisation;
  /** Of training batches; absent where images are seen as they are. */
  readonly augmentation?: CropAndFlip;
}

/** A dataset of published training and test images, some of the former held out for validation. */
export function imageDataset(parts: ImageParts): Dataset {
  const { train, test, held, seed, trainOn, normalisation, augmentation } = parts;
  const members = split(train.labels.length, trainOn === "full" ? 0 : held, seed);
  const all = Uint32Array.from(test.labels, (_, i) => i);
  return {
    train: imageExamples(train, members.rest, normalisation, augmentation),
    validation: imageExamples(train, members.held, normalisation),
    test: imageExamples(test, all, normalisation),
  };
}
