import { existsSync, readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { SummaryReporter } from "./vitest.summary.ts";

const conditions = ["qat-source"];

/** Every package is a project of its own, found by folder as the suite finds its methods. */
const folders = ["packages", "packages/methods"].flatMap((parent) =>
  readdirSync(parent)
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(`${folder}/package.json`)),
);

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ["default", new SummaryReporter()],
    // On two cores vitest would take one worker, and half of the time that tests take is other processes'.
    maxWorkers: "100%",
    // A hang ends; what is slow on a busy machine does not.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: folders.map((folder) => ({
      extends: true,
      test: {
        name: folder.slice(folder.lastIndexOf("/") + 1),
        root: folder,
        include: ["test/**/*.test.ts"],
        exclude: ["test/**/*.long.test.ts"],
      },
    })),
  },
});
