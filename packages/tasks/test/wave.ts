import { type Tensor, tensor } from "@tensorflow/tfjs-core";

/** sin(f), sin(2 f), sin(3 f) ...: values that another program can be given too. */
export function wave(shape: readonly number[], f: number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(f * (i + 1))),
    [...shape],
  );
}
