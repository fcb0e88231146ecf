import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";

/** The name under which tfjs-node registers TensorFlow's library. */
export const NATIVE_BACKEND = "tensorflow";

/** An attribute of a TensorFlow operation, as tfjs-node's binding takes it. */
export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | readonly number[];
}

/** The part of tfjs-node's backend that runs any TensorFlow operation by name; its package exports no type for it. */
export interface NativeBackend {
  readonly binding: Readonly<
    Record<`TF_ATTR_${"BOOL" | "FLOAT" | "INT" | "STRING" | "TYPE"}` | "TF_FLOAT" | "TF_INT32", number>
  >;
  executeSingleOutput(name: string, attributes: readonly OperationAttribute[], inputs: readonly TensorInfo[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[];
}

/** The attribute `name` that says of which type tensors are. */
export function typeAttribute(backend: NativeBackend, name: string, dtype: "float32" | "int32"): OperationAttribute {
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  return { name, type: TF_ATTR_TYPE, value: dtype === "float32" ? TF_FLOAT : TF_INT32 };
}
