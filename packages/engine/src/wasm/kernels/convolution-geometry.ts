import { backend_util } from "@tensorflow/tfjs-core";
import { EngineError } from "../../engine-error.ts";

/** What a convolution kernel's attributes say about where each window lies. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** One spatial axis of a convolution: output o reads inputs `o * stride + k * dilation - before`, k < filter. */
export interface Axis {
  readonly input: number;
  readonly output: number;
  readonly filter: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

export interface Geometry {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly height: Axis;
  readonly width: Axis;
}

type Shape4D = [number, number, number, number];

/**
 * The geometry of the forward convolution that a gradient kernel belongs to.
 *
 * @throws EngineError for NCHW, which this backend's convolutions do not have.
 */
export function geometryOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): Geometry {
  const { strides, pad, dilations = 1, dimRoundingMode, dataFormat = "NHWC" } = attributes;
  if (dataFormat !== "NHWC") {
    throw new EngineError(`the wasm engine convolves NHWC only, and got ${dataFormat}. Transpose the input.`);
  }
  const info = backend_util.computeConv2DInfo(
    [...inputShape] as Shape4D,
    [...filterShape] as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    height: {
      input: info.inHeight,
      output: info.outHeight,
      filter: info.filterHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: info.padInfo.top,
    },
    width: {
      input: info.inWidth,
      output: info.outWidth,
      filter: info.filterWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: info.padInfo.left,
    },
  };
}
