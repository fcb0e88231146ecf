import * as tf from "@tensorflow/tfjs-core";
import { BATCH_NORM, BATCH_NORM_GRAD } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, type OperationAttribute, typeAttribute } from "./backend.ts";

interface Arguments {
  inputs: { x: tf.TensorInfo; scale: tf.TensorInfo; offset: tf.TensorInfo };
  attrs: { epsilon: number };
  backend: NativeBackend;
}

interface GradientArguments {
  inputs: Record<"dy" | "x" | "scale" | "kept0" | "kept1" | "kept2", tf.TensorInfo>;
  attrs: { epsilon: number };
  backend: NativeBackend;
}

/**
 * TensorFlow's `FusedBatchNormV3` in training. Kept for the gradient are its three reserved outputs, whose meaning
 * differs between its CPU and GPU kernels.
 */
function batchNorm({ inputs, attrs, backend }: Arguments): tf.TensorInfo[] {
  return tf.tidy(() => {
    const noMoments = tf.zeros([0]);
    const operands = [inputs.x, inputs.scale, inputs.offset, noMoments, noMoments];
    return backend.executeMultipleOutputs("FusedBatchNormV3", attributesOf(backend, attrs.epsilon), operands, 6);
  });
}

/** TensorFlow's `FusedBatchNormGradV3`; of its five outputs two are empty in training. */
function batchNormGrad({ inputs, attrs, backend }: GradientArguments): tf.TensorInfo[] {
  const { dy, x, scale, kept0, kept1, kept2 } = inputs;
  const operands = [dy, x, scale, kept0, kept1, kept2];
  const attributes = attributesOf(backend, attrs.epsilon);
  return tf.tidy(() => backend.executeMultipleOutputs("FusedBatchNormGradV3", attributes, operands, 5).slice(0, 3));
}

function attributesOf(backend: NativeBackend, epsilon: number): OperationAttribute[] {
  const { TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_STRING } = backend.binding;
  return [
    typeAttribute(backend, "T", "float32"),
    typeAttribute(backend, "U", "float32"),
    { name: "epsilon", type: TF_ATTR_FLOAT, value: epsilon },
    { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
    { name: "is_training", type: TF_ATTR_BOOL, value: true },
  ];
}

export const batchNormKernel: tf.KernelConfig = {
  kernelName: BATCH_NORM,
  backendName: NATIVE_BACKEND,
  kernelFunc: batchNorm as unknown as tf.KernelFunc,
};

export const batchNormGradKernel: tf.KernelConfig = {
  kernelName: BATCH_NORM_GRAD,
  backendName: NATIVE_BACKEND,
  kernelFunc: batchNormGrad as unknown as tf.KernelFunc,
};
