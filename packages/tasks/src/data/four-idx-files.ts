import type { DataSource } from "../task.ts";
import type { DataFiles, Origin, Place } from "./data-files.ts";
import { fileSource } from "./file-source.ts";
import { type FoundFile, requireFiles } from "./find-files.ts";
import { parseIdx } from "./idx.ts";
import { imageDataset } from "./image-dataset.ts";
import type { LabelledImages, Normalisation } from "./image-examples.ts";
import { type PinnedFile, readPinned } from "./pinned-file.ts";

const side = 28;
const trainCount = 60_000;
const testCount = 10_000;
const held = 5_000;

/** What sets one dataset of this format apart from another. */
export interface FourIdxFiles {
  readonly name: string;
  /** Of the decompressed files. */
  readonly sha256: Readonly<Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", string>>;
  readonly places: readonly Place[];
  readonly origins: readonly Origin[];
  remedy(): string;
  readonly normalisation: Normalisation;
}

/**
 * A dataset in four idx files, as MNIST was published and others after it: 60,000 training and 10,000 test images, grey,
 * 28 x 28, of ten classes. 5,000 of the training images, drawn by the seed, are held out for validation.
 */
export function fourIdxFiles({ name, sha256, places, origins, remedy, normalisation }: FourIdxFiles): DataSource {
  const data: DataFiles = {
    name,
    files: [
      images("train", trainCount, sha256.trainImages),
      labels("train", trainCount, sha256.trainLabels),
      images("t10k", testCount, sha256.testImages),
      labels("t10k", testCount, sha256.testLabels),
    ],
    places,
    origins,
    remedy,
  };

  async function read(found: readonly FoundFile[], count: number): Promise<LabelledImages> {
    const [pixels, classes] = await Promise.all(
      found.map(async ({ file, path }, i) => {
        const shape = i === 0 ? [count, side, side] : [count];
        return parseIdx(await readPinned(file, path, data), shape, path);
      }),
    );
    return { pixels: pixels as Uint8Array, labels: classes as Uint8Array, shape: [side, side, 1], classes: 10 };
  }

  return fileSource(data, async (seed, trainOn = "split") => {
    const found = requireFiles(data);
    const [train, test] = await Promise.all([read(found.slice(0, 2), trainCount), read(found.slice(2), testCount)]);
    return imageDataset({ train, test, held, seed, trainOn, normalisation });
  });
}

/** An idx header is 4 bytes and 4 for each axis. */
function images(part: string, count: number, sha256: string): PinnedFile {
  return { name: `${part}-images-idx3-ubyte`, bytes: 16 + count * side * side, sha256 };
}

function labels(part: string, count: number, sha256: string): PinnedFile {
  return { name: `${part}-labels-idx1-ubyte`, bytes: 8 + count, sha256 };
}
