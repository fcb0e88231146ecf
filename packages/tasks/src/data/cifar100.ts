import type { DataSource } from "../task.ts";
import { cifarFiles } from "./cifar-files.ts";
import { fetchable } from "./fetchable.ts";

const name = "cifar100";
const address = "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz";
const { places, remedy } = fetchable(name, { archive: address });

/**
 * CIFAR-100 (Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images): 32 x 32 colour photographs of a
 * hundred classes, 500 of each for training; the twenty coarse labels are left aside. Of the 50,000 training images 5,000,
 * drawn by the seed, are held out for validation; the 10,000 test images are as published. Means and deviations of the
 * training images' channels, in [0, 1], are the customary ones, rounded from 0.50707516, 0.48654887, 0.44091784 and
 * 0.26733429, 0.25643846, 0.27615047.
 *
 * The archive's size and checksum are as TensorFlow Datasets publishes them (url_checksums/cifar100.txt), the files' as
 * ankane/torchvision-ruby does (lib/torchvision/datasets/cifar100.rb). Neither they nor means and deviations have been
 * held against a download of our own.
 * @param from where the two files of the binary version may be, as they are or as .gz
 */
export function cifar100(from = places): DataSource {
  return cifarFiles({
    name,
    labelBytes: [
      { name: "coarse label", classes: 20 },
      { name: "fine label", classes: 100 },
    ],
    train: [
      {
        name: "train.bin",
        images: 50_000,
        sha256: "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29",
      },
    ],
    test: [
      {
        name: "test.bin",
        images: 10_000,
        sha256: "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a",
      },
    ],
    held: 5_000,
    places: from,
    origins: [
      {
        kind: "archive",
        address,
        folder: "cifar-100-binary",
        bytes: 168_513_733,
        sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
      },
    ],
    remedy,
    normalisation: { mean: [0.5071, 0.4865, 0.4409], deviation: [0.2673, 0.2564, 0.2762] },
  });
}
