/**
 * @file Measures a training step of the wasm engine beside the same step on tfjs's backend as it comes, with nothing but the
 * two convolution gradients that training cannot do without, by XNNPACK. One process a side, in alternation.
 *
 *     node --conditions=qat-source --import tsx packages/engine/bench/beside-xnnpack.ts [model] [rounds]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { dirname, sep } from "node:path";
import { createInterface } from "node:readline";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs-core's operations
import { method } from "../../methods/fp32/src/index.ts";
import { onTrack, parsePrecision } from "../../qat-core/src/index.ts";
import { models } from "../../speed/src/models.ts";
import { syntheticExamples } from "../../speed/src/synthetic-examples.ts";
import { startStep, takeSteps } from "../../speed/src/training-step.ts";
import { medianInterval } from "../../stats/src/index.ts";
import { openEngine } from "../src/index.ts";
import { xnnpackGradients } from "./xnnpack-gradients.ts";

const BATCH = 128;
/** Steps that each side takes before the first round, and milliseconds of a turn. */
const WARM_UP = 5;
const TURN = 1000;

type Side = "own" | "xnnpack";

async function serve(side: Side, name: string): Promise<void> {
  const model = models[name];
  if (model === undefined) throw new Error(`received the model ${name}; allowed are ${Object.keys(models).join(", ")}`);
  await (side === "own" ? openEngine({ kind: "wasm" }) : openXnnpack());
  const precision = parsePrecision("w32a32");
  const { default: variant } = method.variants;
  if (variant === undefined) throw new Error("fp32 has no variant named default");
  const entrant = onTrack(variant, "controlled", precision);
  if (!entrant.supported) throw new Error(entrant.reason);
  const subject = { name: "fp32", precision, variant: entrant.variant, grid: entrant.grid };
  const step = startStep(model, subject, syntheticExamples(model, BATCH), BATCH);
  await takeSteps(step, WARM_UP);
  const say = (milliseconds: number) => process.stdout.write(`${milliseconds}\n`);
  say((await takeSteps(step, 2)).milliseconds / 2);
  for await (const line of createInterface({ input: process.stdin })) {
    const steps = Number(line);
    say((await takeSteps(step, steps)).milliseconds / steps);
  }
}

async function openXnnpack(): Promise<void> {
  const require = createRequire(import.meta.url);
  setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + sep);
  await tf.setBackend("wasm");
  for (const kernel of xnnpackGradients) {
    if (tf.getKernel(kernel.kernelName, "wasm") !== undefined) tf.unregisterKernel(kernel.kernelName, "wasm");
    tf.registerKernel(kernel);
  }
}

interface Served {
  readonly process: ChildProcess;
  /** Milliseconds a step, over so many. */
  take(steps: number): Promise<number>;
  readonly first: number;
}

async function start(side: Side, name: string): Promise<Served> {
  const flags = [...process.execArgv, import.meta.filename, "--serve", side, name];
  const child = spawn(process.execPath, flags, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the process of ${side} has ended`);
    return Number(value);
  };
  const first = await next();
  const take = (steps: number) => {
    child.stdin.write(`${steps}\n`);
    return next();
  };
  return { process: child, take, first };
}

async function compare(name: string, rounds: number): Promise<void> {
  const [own, xnnpack] = [await start("own", name), await start("xnnpack", name)];
  const steps = Math.max(1, Math.round(TURN / own.first));
  const times: Record<Side, number[]> = { own: [], xnnpack: [] };
  for (let round = 0; round < rounds; round++) {
    const turns: [Side, Served][] = [
      ["own", own],
      ["xnnpack", xnnpack],
    ];
    for (const [side, served] of round % 2 === 0 ? turns : turns.reverse()) times[side].push(await served.take(steps));
  }
  own.process.kill();
  xnnpack.process.kill();
  const interval = (values: readonly number[], digits: number) => {
    const { estimate, low, high } = medianInterval(values, 0.95);
    return `${estimate.toFixed(digits).padStart(9)}  ${low.toFixed(digits)} to ${high.toFixed(digits)}`;
  };
  const ratios = times.xnnpack.map((time, i) => time / (times.own[i] as number));
  process.stdout.write(
    `${name}, batch ${BATCH}, 1 thread, fp32\n` +
      `                                   median  95 % interval, ${rounds} rounds of ${steps} steps\n` +
      `wasm engine, ms                 ${interval(times.own, 1)}\n` +
      `tfjs with two gradients, ms     ${interval(times.xnnpack, 1)}\n` +
      `ratio of speeds                 ${interval(ratios, 2)}\n` +
      `${cpus()[0]?.model.trim()}, ${cpus().length} cores\n`,
  );
}

const [first = "resnet20", second = "15", third = "resnet20"] = process.argv.slice(2);
if (first === "--serve") await serve(second as Side, third);
else await compare(first, Number(second));
