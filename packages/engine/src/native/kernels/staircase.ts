import * as tf from "@tensorflow/tfjs-core";
import { STAIRCASE } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

interface Arguments {
  inputs: { x: tf.TensorInfo } & Record<string, tf.TensorInfo>;
  attrs: { strict: number[] };
  backend: NativeBackend;
}

/** One comparison a threshold, and one `SelectV2` a threshold and function, which broadcasts its scalars by itself. */
function staircase({ inputs, attrs, backend }: Arguments): tf.TensorInfo[] {
  const attributes = [typeAttribute(backend, "T", "float32")];
  const input = (name: string) => inputs[name] as tf.TensorInfo;
  const functions = Object.keys(inputs).filter((name) => name.endsWith("_0")).length;
  return tf.tidy(() => {
    const reached = attrs.strict.map((strict, k) =>
      backend.executeSingleOutput(strict ? "Greater" : "GreaterEqual", attributes, [inputs.x, input(`threshold${k}`)]),
    );
    return Array.from({ length: functions }, (_, f) =>
      reached.reduce<tf.TensorInfo>(
        (below, mask, k) =>
          backend.executeSingleOutput("SelectV2", attributes, [mask, input(`value${f}_${k + 1}`), below]),
        input(`value${f}_0`),
      ),
    ) as tf.Tensor[];
  });
}

export const staircaseKernel: tf.KernelConfig = {
  kernelName: STAIRCASE,
  backendName: NATIVE_BACKEND,
  kernelFunc: staircase as unknown as tf.KernelFunc,
};
