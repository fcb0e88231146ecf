import type { DataSource } from "../task.ts";
import { fetchable } from "./fetchable.ts";
import { fourIdxFiles } from "./four-idx-files.ts";

const name = "fashion-mnist";
const packaged = "/usr/share/datasets/fashion-mnist";
const { places, remedy } = fetchable(name, { system: packaged });

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747): 28 x 28 grey pictures of clothes in ten classes. Of the
 * 60,000 training images 5,000, drawn by the seed, are held out for validation; the 10,000 test images are as
 * published. Mean 0.2860 and standard deviation 0.3530 are those of all 47,040,000 pixels of the training images, in
 * [0, 1]: 0.28604 and 0.35302, the integers summed exactly.
 *
 * The checksums are those of the files that the authors' README names by MD5, decompressed. Debian's package compresses
 * the same content anew.
 * @param from where the four files in idx format may be, as they are or as .gz
 */
export function fashionMnist(from = places): DataSource {
  return fourIdxFiles({
    name,
    sha256: {
      trainImages: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      trainLabels: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      testImages: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      testLabels: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
    places: from,
    origins: [
      { kind: "web", address: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/" },
      { kind: "web", address: "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/" },
      { kind: "debian", packageName: "dataset-fashion-mnist", folder: packaged },
    ],
    remedy,
    normalisation: { mean: [0.286], deviation: [0.353] },
  });
}
