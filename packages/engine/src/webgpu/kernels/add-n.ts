import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { AddN, type KernelConfig, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";

/** WebGPU promises a shader eight buffers, and one of them is the output; tfjs's kernel binds any number. */
const MOST = 7;

interface Arguments {
  inputs: TensorInfo[];
  backend: WebGPUBackend;
}

/** tfjs's kernel, by groups of what a shader can read. */
export function addNOf(original: KernelConfig | undefined): KernelConfig {
  const { kernelFunc, ...rest } = original as KernelConfig;
  const sum = (inputs: TensorInfo[], backend: WebGPUBackend): TensorInfo => {
    if (inputs.length <= MOST) return kernelFunc({ inputs, attrs: {}, backend } as never) as TensorInfo;
    const first = sum(inputs.slice(0, MOST), backend);
    const all = sum([first, ...inputs.slice(MOST)], backend);
    backend.disposeData(first.dataId);
    return all;
  };
  const grouped = ({ inputs, backend }: Arguments) => sum(inputs, backend);
  return { ...rest, kernelName: AddN, kernelFunc: grouped as unknown as KernelFunc };
}
