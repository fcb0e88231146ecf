import * as tf from "@tensorflow/tfjs-core";
import type { Moment } from "qat-core";
import { Bench, type Fn } from "tinybench";
import type { Effort } from "./effort.ts";
import type { Subject } from "./subject.ts";

/** What a method's weight rule takes on a million weights, the work of a step split as the interface splits it. */
export interface RuleTimes {
  /** `view`. */
  readonly forward: Duration;
  /** `pullback`, `rates` and `settle`. */
  readonly backward: Duration;
}

/** Milliseconds of a call. */
export interface Duration {
  readonly mean: number;
  readonly median: number;
  /** Half the width of the 95 % interval of the mean. */
  readonly margin: number;
  readonly calls: number;
}

/** One tensor of a million weights; where a grid is by row, it has a thousand. */
const shape: [number, number] = [1000, 1000];
const steps = 100_000;
const rate = 0.01;
const seed = 1;
const measureMilliseconds = 500;

/** Times a weight rule by itself. The engine is open, and one whose operations have computed when they return. */
export function measureRule({ variant, precision, grid }: Subject, progress: number, effort: Effort): RuleTimes {
  const latents = [tf.randomNormal(shape, 0, 0.05, "float32", seed)];
  const gradients = [tf.randomNormal(shape, 0, 0.001, "float32", seed + 1)];
  const rule = variant.weights(latents, { precision, grid, steps, seed });
  let calls = 0;
  const now = (): Moment => {
    const step = Math.floor(progress * steps) + calls++;
    return { step, steps, progress: step / steps, rate, rateSum: rate * (step + 1) };
  };
  const forward = () => {
    tf.tidy(() => void rule.view(latents, now()));
  };
  const backward = () =>
    tf.tidy(() => {
      const at = now();
      const { pullback } = rule.view(latents, at);
      const start = performance.now();
      pullback?.(gradients);
      rule.rates?.(at);
      rule.settle?.(latents, at);
      return { overriddenDuration: performance.now() - start };
    });
  const times = { forward: durationOf(forward, effort), backward: durationOf(backward, effort) };
  const variables = [...Object.values(rule.state), ...rule.learned.map(({ value }) => value)];
  tf.dispose([...latents, ...gradients, ...variables]);
  return times;
}

function durationOf(call: Fn, { steps: calls }: Effort): Duration {
  const bench = new Bench(
    calls === undefined
      ? { time: measureMilliseconds, iterations: 10 }
      : { time: 0, iterations: calls, warmupTime: 0, warmupIterations: 1 },
  );
  // Told that it is synchronous, tinybench does not call it once to find out.
  bench.add("call", call, { async: false });
  const [task] = bench.runSync();
  if (task?.result.state !== "completed") {
    throw new Error(`a weight rule was not measured: ${task?.result.state}`, { cause: task?.result });
  }
  const { mean, p50, moe, samplesCount } = task.result.latency;
  return { mean, median: p50, margin: moe, calls: samplesCount };
}
