import type { DataSource } from "../task.ts";
import { cifarFiles } from "./cifar-files.ts";
import { fetchable } from "./fetchable.ts";

const name = "cifar10";
const address = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
const { places, remedy } = fetchable(name, { archive: address });

/**
 * CIFAR-10 (Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images): 32 x 32 colour photographs of ten
 * classes. Of the 50,000 training images 5,000, drawn by the seed, are held out for validation; the 10,000 test images are
 * as published. Means and deviations of the training images' channels, in [0, 1], are those that PARQ's code normalises
 * by (facebookresearch/parq, commit ac256d9).
 *
 * The archive's size and checksum are as TensorFlow Datasets publishes them (url_checksums/cifar10.txt), the files' as
 * ankane/torchvision-ruby does (lib/torchvision/datasets/cifar10.rb). They have not been held against a download of our
 * own.
 * @param from where the six files of the binary version may be, as they are or as .gz
 */
export function cifar10(from = places): DataSource {
  return cifarFiles({
    name,
    labelBytes: [{ name: "label", classes: 10 }],
    train: [
      batch("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
      batch("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
      batch("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
      batch("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
      batch("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
    ],
    test: [batch("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")],
    held: 5_000,
    places: from,
    origins: [
      {
        kind: "archive",
        address,
        folder: "cifar-10-batches-bin",
        bytes: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
      },
    ],
    remedy,
    normalisation: { mean: [0.4914, 0.4822, 0.4465], deviation: [0.247, 0.2435, 0.2616] },
  });
}

function batch(file: string, sha256: string) {
  return { name: file, images: 10_000, sha256 };
}
