import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { STAIRCASE, staircasesComposed } from "qat-ops";
import { addressOf, memoryOf, withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: { x: tf.Tensor } & Record<string, tf.Tensor>;
  attrs: { strict: number[] };
  backend: BackendWasm;
}

/** One pass over the values a function, where thresholds and values are scalars; composed where channels have their own. */
function staircase({ inputs, attrs, backend }: Arguments): tf.TensorInfo[] {
  const { x } = inputs;
  const { strict } = attrs;
  const input = (name: string) => inputs[name] as tf.Tensor;
  const functions = Object.keys(inputs).filter((name) => name.endsWith("_0")).length;
  const thresholds = strict.map((_, k) => input(`threshold${k}`));
  const values = Array.from({ length: functions }, (_, f) => [0, ...strict].map((_, k) => input(`value${f}_${k}`)));
  if ([...thresholds, ...values.flat()].some(({ size }) => size !== 1)) {
    return tf.tidy(() => staircasesComposed(x, thresholds, values, strict.map(Boolean)));
  }

  const outputs = values.map(() => backend.makeOutput(x.shape, "float32"));
  const steps = strict.length;
  const table = [...thresholds, ...values.flat()].map((scalar) => backend.typedArrayFromHeap(scalar)[0] as number);
  withScratch(backend, 4 * (steps + table.length), (address) => {
    new Int32Array(memoryOf(backend), address, steps).set(strict);
    const numbers = address + 4 * steps;
    new Float32Array(memoryOf(backend), numbers, table.length).set(table);
    const [from, simd] = [addressOf(backend, x), simdOn(backend)];
    outputs.forEach((output, f) => {
      const ownValues = numbers + 4 * (steps + f * (steps + 1));
      simd.staircase(from, addressOf(backend, output), x.size, numbers, address, steps, ownValues);
    });
  });
  return outputs;
}

export const staircaseKernel: tf.KernelConfig = {
  kernelName: STAIRCASE,
  backendName: "wasm",
  kernelFunc: staircase as unknown as tf.KernelFunc,
};
