import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  backend_util,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  SplitV,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";

interface Arguments {
  inputs: { x: TensorInfo };
  attrs: { numOrSizeSplits: number[] | number; axis: number };
  backend: BackendWasm;
}

/** Parts of a tensor as slices of it: tfjs's own split calls tfjs's own slice, whatever is registered. */
export function splitBy(slice: KernelConfig): KernelConfig {
  function split({ inputs, attrs, backend }: Arguments): TensorInfo[] {
    const { x } = inputs;
    const [axis = 0] = util.parseAxisParam(attrs.axis, x.shape);
    let start = 0;
    return backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis).map((length) => {
      const begin = x.shape.map((_, i) => (i === axis ? start : 0));
      const size = x.shape.map((whole, i) => (i === axis ? length : whole));
      start += length;
      const sliced = { inputs: inputs as NamedTensorInfoMap, attrs: { begin, size } as NamedAttrMap, backend };
      return slice.kernelFunc(sliced) as TensorInfo;
    });
  }
  return { kernelName: SplitV, backendName: "wasm", kernelFunc: split as unknown as KernelFunc };
}
