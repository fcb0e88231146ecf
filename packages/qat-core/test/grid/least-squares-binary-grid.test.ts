import * as tf from "@tensorflow/tfjs-core";
import { leastSquaresBinaryGrid } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { expectClose, take } from "../../src/testing/values.ts";

await openEngine({ kind: "wasm" });

const latent = [-1.9, -1.1, -0.7, -0.25, 0.05, 0.3, 0.65, 0.9, 1.6, 2.4];

test("is greedy binary codes at powers of two, the ternary heuristic at three levels, and nothing else", () => {
  const names = [2, 3, 4, 5, 16].map((levels) => leastSquaresBinaryGrid(levels)?.name);
  expect(names).toEqual(["binary-code-1", "simple-ternary", "binary-code-2", undefined, "binary-code-4"]);
  expect(leastSquaresBinaryGrid(3, "channel")?.granularity).toBe("channel");
});

// mean |u| = .985, and the code of the paper computes 1.0835.
test("has the official ternary levels, 1.1 mean |u|, of a tensor and of each channel", () => {
  const fitted = take(leastSquaresBinaryGrid(3)?.fit(tf.tensor(latent)));
  expectClose(fitted, [-1.0835, 0, 1.0835]);
  const both = tf.tensor(
    latent.flatMap((u) => [u, -3 * u]),
    [10, 2],
  );
  expectClose(take(leastSquaresBinaryGrid(3, "channel")?.fit(both)), [-1.0835, 0, 1.0835, -3.2505, 0, 3.2505]);
});
