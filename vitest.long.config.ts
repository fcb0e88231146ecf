import { defineConfig } from "vitest/config";

const conditions = ["qat-source"];

/** The tests that take minutes: `npm run test:long`. One file at a time, for they measure who trains when. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/**/test/**/*.long.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
