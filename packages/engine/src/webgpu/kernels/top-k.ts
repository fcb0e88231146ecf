import {
  clone,
  type KernelConfig,
  type KernelFunc,
  type Tensor,
  type TensorInfo,
  TopK,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";

type Arguments = { inputs: { x: Tensor }; attrs: { k: number } };

/** tfjs's kernel returns its own input where that has one element a row, which both owners then dispose. */
export function topKOf(original: KernelConfig | undefined): KernelConfig {
  const own = original?.kernelFunc;
  const kernelFunc = (args: Arguments): TensorInfo | TensorInfo[] => {
    const { x } = args.inputs;
    if (x.shape.at(-1) !== 1 || args.attrs.k !== 1) return (own as KernelFunc)(args as never);
    return tidy(() => [clone(x), zeros(x.shape, "int32")]);
  };
  return { kernelName: TopK, backendName: "webgpu", kernelFunc: kernelFunc as unknown as KernelFunc };
}
