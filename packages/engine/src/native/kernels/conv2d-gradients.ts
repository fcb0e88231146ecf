/** @file The gradients of a convolution that pads explicitly: TensorFlow has them, tfjs-node passes on no such padding. */
import * as tf from "@tensorflow/tfjs-core";
import { NATIVE_BACKEND, type NativeBackend, type OperationAttribute, typeAttribute } from "./backend.ts";

type Shape4D = [number, number, number, number];

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | tf.backend_util.ExplicitPadding;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

interface FilterArguments {
  inputs: { x: tf.Tensor4D; dy: tf.Tensor4D };
  attrs: Attributes & { filterShape: Shape4D };
  backend: NativeBackend;
}

interface InputArguments {
  inputs: { dy: tf.Tensor4D; filter: tf.Tensor4D };
  attrs: Attributes & { inputShape: Shape4D };
  backend: NativeBackend;
}

/** TensorFlow's attributes where the padding is explicit and channels are last; else tfjs-node's kernel serves. */
function explicitAttributes(
  backend: NativeBackend,
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dataFormat, dimRoundingMode }: Attributes,
): OperationAttribute[] | undefined {
  const info = tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode);
  if (dataFormat !== "NHWC" || info.padInfo.type !== "EXPLICIT") return undefined;
  const { top, bottom, left, right } = info.padInfo;
  const { TF_ATTR_INT, TF_ATTR_STRING } = backend.binding;
  return [
    typeAttribute(backend, "T", "float32"),
    { name: "strides", type: TF_ATTR_INT, value: [1, info.strideHeight, info.strideWidth, 1] },
    { name: "padding", type: TF_ATTR_STRING, value: "EXPLICIT" },
    { name: "explicit_paddings", type: TF_ATTR_INT, value: [0, 0, top, bottom, left, right, 0, 0] },
    { name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
  ];
}

/** Both gradients; where padding is not explicit, the backend's own. */
export function conv2dGradientKernels(ofFilter: tf.KernelConfig, ofInput: tf.KernelConfig): tf.KernelConfig[] {
  const filterGradient: tf.KernelFunc = (args) => {
    const { inputs, attrs, backend } = args as unknown as FilterArguments;
    const attributes = explicitAttributes(backend, inputs.x.shape, attrs.filterShape, attrs);
    if (!attributes) return ofFilter.kernelFunc(args);
    return tf.tidy(() => {
      const operands = [inputs.x, tf.tensor1d(attrs.filterShape, "int32"), inputs.dy];
      return backend.executeSingleOutput("Conv2DBackpropFilter", attributes, operands);
    });
  };
  const inputGradient: tf.KernelFunc = (args) => {
    const { inputs, attrs, backend } = args as unknown as InputArguments;
    const attributes = explicitAttributes(backend, attrs.inputShape, inputs.filter.shape, attrs);
    if (!attributes) return ofInput.kernelFunc(args);
    return tf.tidy(() => {
      const operands = [tf.tensor1d(attrs.inputShape, "int32"), inputs.filter, inputs.dy];
      return backend.executeSingleOutput("Conv2DBackpropInput", attributes, operands);
    });
  };
  return [
    { kernelName: tf.Conv2DBackpropFilter, backendName: NATIVE_BACKEND, kernelFunc: filterGradient },
    { kernelName: tf.Conv2DBackpropInput, backendName: NATIVE_BACKEND, kernelFunc: inputGradient },
  ];
}
