import { type KernelConfig, type KernelFunc, SearchSorted, type TensorInfo } from "@tensorflow/tfjs-core";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

interface Arguments {
  inputs: { sortedSequence: TensorInfo; values: TensorInfo };
  attrs: { side: "left" | "right" };
  backend: NativeBackend;
}

/** tfjs's `SearchSorted`, which tfjs-node leaves out, as TensorFlow's `LowerBound` and `UpperBound`. */
function searchSorted({ inputs, attrs, backend }: Arguments): TensorInfo {
  const { sortedSequence, values } = inputs;
  const dtype = sortedSequence.dtype === "int32" ? "int32" : "float32";
  const attributes = [typeAttribute(backend, "T", dtype), typeAttribute(backend, "out_type", "int32")];
  const operation = attrs.side === "left" ? "LowerBound" : "UpperBound";
  return backend.executeSingleOutput(operation, attributes, [sortedSequence, values]);
}

export const searchSortedKernel: KernelConfig = {
  kernelName: SearchSorted,
  backendName: NATIVE_BACKEND,
  kernelFunc: searchSorted as unknown as KernelFunc,
};
