import { webgpu_util } from "@tensorflow/tfjs-backend-webgpu";
import {
  type BatchMatMulAttrs,
  env,
  type KernelConfig,
  type KernelFunc,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";

const FLAG = "WEBGPU_MATMUL_PROGRAM_TYPE";
/** From this inner length on, tfjs splits the sum over workgroups that add atomically, in another order every time. */
const SPLIT_FROM = 2000;

/** tfjs's kernel, but never split: the same bits every time. */
function unsplit(original: KernelConfig | undefined, innerOf: (args: never) => number): KernelConfig {
  const { kernelFunc, ...rest } = original as KernelConfig;
  const own: KernelFunc = (args) => {
    if (innerOf(args as never) < SPLIT_FROM) return kernelFunc(args);
    const before = env().getNumber(FLAG);
    env().set(FLAG, webgpu_util.MatMulProgramType.MatMulPackedProgram);
    try {
      return kernelFunc(args);
    } finally {
      env().set(FLAG, before);
    }
  };
  return { ...rest, kernelFunc: own };
}

export function batchMatMulOf(original: KernelConfig | undefined): KernelConfig {
  return unsplit(original, ({ inputs, attrs }: { inputs: { a: TensorInfo }; attrs: BatchMatMulAttrs }) =>
    Number(inputs.a.shape.at(attrs.transposeA ? -2 : -1)),
  );
}

/** A filter of the size of its image, or of one pixel, is a matrix product. */
export function conv2dOf(original: KernelConfig | undefined): KernelConfig {
  return unsplit(original, ({ inputs }: { inputs: { filter: TensorInfo } }) =>
    util.sizeFromShape(inputs.filter.shape.slice(0, 3)),
  );
}
