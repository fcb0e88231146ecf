import * as tf from "@tensorflow/tfjs-core";
import { UNIFORM_NOISE } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

type Arguments = { attrs: { shape: number[]; seed: [number, number] }; backend: NativeBackend };

/** TensorFlow's `StatelessRandomUniform`, Philox in [0, 1) by steps of 2^-23, moved to [-1, 1) without rounding. */
function uniformNoise({ attrs, backend }: Arguments): tf.TensorInfo {
  return tf.tidy(() => {
    const attributes = [
      typeAttribute(backend, "dtype", "float32"),
      typeAttribute(backend, "T", "int32"),
      typeAttribute(backend, "Tseed", "int32"),
    ];
    const operands = [tf.tensor1d(attrs.shape, "int32"), tf.tensor1d(attrs.seed, "int32")];
    const unit = backend.executeSingleOutput("StatelessRandomUniform", attributes, operands);
    return tf.sub(tf.mul(unit, 2), 1);
  });
}

export const uniformNoiseKernel: tf.KernelConfig = {
  kernelName: UNIFORM_NOISE,
  backendName: NATIVE_BACKEND,
  kernelFunc: uniformNoise as unknown as tf.KernelFunc,
};
