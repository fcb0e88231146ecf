/**
 * One side of beside_composed.py: takes as many training steps as a line of standard input says, on the wasm engine of a
 * checkout, and answers with a line of JSON.
 *
 *     node --conditions=qat-source --import tsx wasm-step.mjs <checkout> <model> <batch> own|composed
 *
 * `composed` takes away the engine's own batch normalisation. Written against what two commits have in
 * common, so it knows no package but by its path.
 */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [checkout, model, batchText, kernels] = process.argv.slice(2);
const batch = Number(batchText);
const inCheckout = (path) => pathToFileURL(join(checkout, path)).href;
const require = createRequire(join(checkout, "packages/engine/package.json"));

const tf = require("@tensorflow/tfjs-core");
const core = await import(inCheckout("packages/qat-core/src/index.ts"));
const tasks = await import(inCheckout("packages/tasks/src/index.ts"));
const { openEngine } = await import(inCheckout("packages/engine/src/index.ts"));
const { cifarResNet } = await import(inCheckout("packages/tasks/src/networks/cifar-resnet.ts"));
const { method } = await import(inCheckout("packages/methods/fp32/src/index.ts"));

await openEngine({ kind: "wasm" });
if (kernels === "composed") {
  for (const name of ["FusedBatchNormV3", "FusedBatchNormGradV3"]) tf.unregisterKernel(name, "wasm");
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
    return execFileSync("git", args, { cwd: checkout, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
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
