import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asSource, compileKernels } from "../compile-kernels.ts";

test("binary.ts is what assembly/ compiles to: npm run compile-kernels -w qat-engine", async () => {
  const committed = readFileSync(join(import.meta.dirname, "../src/wasm/simd/binary.ts"), "utf8");
  expect(committed).toBe(asSource(await compileKernels()));
});
