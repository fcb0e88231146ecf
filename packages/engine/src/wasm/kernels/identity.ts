import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";

interface Arguments {
  inputs: { x: TensorInfo };
  backend: BackendWasm;
}

/**
 * `tf.clone` without a copy: the same data once more, as tfjs's other backends do it and this one's `tf.reshape`. No kernel
 * writes to data that a tensor has. `original`, tfjs's own, still copies strings.
 */
export function identityOf(original: KernelConfig): KernelConfig {
  const copy = original.kernelFunc as unknown as (args: Arguments) => TensorInfo;

  function identity(args: Arguments): TensorInfo {
    const { x } = args.inputs;
    if (x.dtype === "string") return copy(args);
    args.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  }
  return { ...original, kernelFunc: identity as unknown as KernelFunc };
}
