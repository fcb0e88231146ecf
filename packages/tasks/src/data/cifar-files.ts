import type { DataSource } from "../task.ts";
import { type LabelByte, parseCifarRecords } from "./cifar-records.ts";
import type { DataFiles } from "./data-files.ts";
import { fileSource } from "./file-source.ts";
import { type FoundFile, requireFiles } from "./find-files.ts";
import { imageDataset } from "./image-dataset.ts";
import type { LabelledImages, Normalisation } from "./image-examples.ts";
import { readPinned } from "./pinned-file.ts";

/** What sets one dataset of this format apart from another. */
export interface CifarFiles extends Omit<DataFiles, "files"> {
  readonly train: readonly RecordFile[];
  readonly test: readonly RecordFile[];
  /** Those that a record begins with; the last of them is the image's class. */
  readonly labelBytes: readonly LabelByte[];
  /** How many of the training images are held out for validation. */
  readonly held: number;
  readonly normalisation: Normalisation;
}

export interface RecordFile {
  readonly name: string;
  /** Images in it. */
  readonly images: number;
  readonly sha256: string;
}

const [side, channels] = [32, 3];

/**
 * A dataset in CIFAR's binary version: colour images, 32 x 32. Some of the training images, drawn by the seed, are held out
 * for validation; the others are cropped and flipped in training, at a padding of 4 (He, Zhang, Ren, Sun 2015, arXiv
 * 1512.03385, sec. 4.2).
 */
export function cifarFiles(dataset: CifarFiles): DataSource {
  const { name, train, test, labelBytes, places, origins, remedy, held, normalisation } = dataset;
  const recordBytes = labelBytes.length + side * side * channels;
  const files = [...train, ...test].map(({ images, ...file }) => ({ ...file, bytes: images * recordBytes }));
  const data: DataFiles = { name, files, places, origins, remedy };

  async function read(found: readonly FoundFile[]): Promise<LabelledImages> {
    const contents = await Promise.all(
      found.map(async ({ file, path }) => ({ bytes: await readPinned(file, path, data), path })),
    );
    const classes = labelBytes.at(-1)?.classes ?? 0;
    return { ...parseCifarRecords(labelBytes, contents), shape: [side, side, channels], classes };
  }

  return fileSource(data, async (seed, trainOn = "split") => {
    const found = requireFiles(data);
    const parts = await Promise.all([read(found.slice(0, train.length)), read(found.slice(train.length))]);
    const augmentation = { padding: 4 };
    return imageDataset({ train: parts[0], test: parts[1], held, seed, trainOn, normalisation, augmentation });
  });
}
