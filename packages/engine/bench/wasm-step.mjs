/**
 * One side of beside_composed.py: takes as many training steps as a line of standard input says, on wasm, and answers with
 * a line of JSON.
 *
 *     node --conditions=qat-source --import tsx wasm-step.mjs <model> <batch> own|composed
 *
 * `own` is the wasm engine; `composed` tfjs's backend as it comes, with the two gradients of a convolution that it lacks.
 */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { dirname, sep } from "node:path";
import { createInterface } from "node:readline";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs-core's operations
import { method } from "../../methods/fp32/src/index.ts";
import * as core from "../../qat-core/src/index.ts";
import * as tasks from "../../tasks/src/index.ts";
import { cifarResNet } from "../../tasks/src/networks/cifar-resnet.ts";
import { openEngine } from "../src/index.ts";
import { xnnpackGradients } from "../test/xnnpack-gradients.ts";

const [model, batchText, kernels] = process.argv.slice(2);
const batch = Number(batchText);

if (kernels === "composed") {
  setThreadsCount(1);
  setWasmPaths(dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm")) + sep);
  await tf.setBackend("wasm");
  for (const { kernelName } of xnnpackGradients) {
    if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
  }
  for (const kernel of xnnpackGradients) tf.registerKernel(kernel);
} else {
  await openEngine({ kind: "wasm" });
}

const blocks = { resnet8: 1, resnet20: 3, resnet56: 9 }[model];
const network = cifarResNet({ blocks, inputs: 3, classes: 10, quantize: "all" });
const precision = core.parsePrecision("w32a32");
const { variant, grid } = core.onTrack(method.variants.default, "controlled", precision);
const training = core.startTraining({
  network,
  variant,
  precision,
  grid,
  initial: tasks.initialParameters(network, 1),
  optimizer: core.sgd({ momentum: 0.9 }),
  weightDecay: { weight: 2e-4, bias: 0, norm: 0 },
  rate: () => 0.01,
  steps: 1_000_000,
  seed: 1,
  loss: tasks.crossEntropy,
});
const input = tf.randomNormal([batch, 32, 32, 3], 0, 1, "float32", 1);
const target = tf.cast(tf.randomUniform([batch], 0, 10, "int32", 2), "int32");

async function take(steps) {
  let loss;
  for (let i = 0; i < steps; i++) {
    loss?.dispose();
    loss = training.advance(input, target);
  }
  const [value] = await loss.data();
  loss.dispose();
  return value;
}

const git = (...args) => {
  try {
    return execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
};
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
await take(1);
const commit = git("rev-parse", "--short=12", "HEAD");
const dirty = git("status", "--porcelain") !== "";
say({ ready: true, cpu: cpus()[0]?.model.trim(), cores: cpus().length, commit, dirty });
for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const loss = await take(Number(line));
  say({ milliseconds: performance.now() - start, loss });
}
