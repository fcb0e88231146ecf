import type { Network } from "qat-core";
import { activationSite } from "../layers/activation-site.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { bias } from "../layers/bias.ts";
import { cappedRectifier } from "../layers/capped-rectifier.ts";
import { convolution } from "../layers/convolution.ts";
import { dense } from "../layers/dense.ts";
import { depthwiseConvolution } from "../layers/depthwise-convolution.ts";
import { globalAveragePool } from "../layers/global-average-pool.ts";
import { residual } from "../layers/residual.ts";
import { sequence } from "../layers/sequence.ts";

/** A line of the paper's table 2: `blocks` bottlenecks of `width` channels, the first of them at `stride`. */
export interface BottleneckStage {
  /** How many times as many channels a block has inside as it gets. */
  readonly expansion: number;
  readonly width: number;
  readonly blocks: number;
  readonly stride: number;
}

export interface MobileNetV2Options {
  readonly classes: number;
  /** `all` weights, those of the first convolution and of the dense layer too, or only the `inner` ones between those two. */
  readonly quantize: "all" | "inner";
  /** Channels of the first convolution; 32 where it is absent. */
  readonly first?: number;
  /** Those of table 2 where it is absent, the last stage that halves height and width at stride 1 instead. */
  readonly stages?: readonly BottleneckStage[];
  /** Channels before pooling; 1280 where it is absent. */
  readonly last?: number;
}

const STAGES: readonly BottleneckStage[] = [
  { expansion: 1, width: 16, blocks: 1, stride: 1 },
  { expansion: 6, width: 24, blocks: 2, stride: 2 },
  { expansion: 6, width: 32, blocks: 3, stride: 2 },
  { expansion: 6, width: 64, blocks: 4, stride: 2 },
  { expansion: 6, width: 96, blocks: 3, stride: 1 },
  { expansion: 6, width: 160, blocks: 3, stride: 1 },
  { expansion: 6, width: 320, blocks: 1, stride: 1 },
];

/**
 * MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov, Chen 2018, arXiv 1801.04381, table 2) for images of 32 x 32: a convolution,
 * inverted residuals with linear bottlenecks, a convolution to 1280 channels, global average pooling and a dense layer.
 * [batch, 32, 32, 3] to [batch, classes]. Every convolution is followed by batch normalisation; biases and normalisation
 * stay float. Activations are the inputs of all convolutions but the first: ReLU6's outputs, and the bottlenecks' own, signed.
 *
 * Deviation, for images seven times smaller than the paper's: the first convolution and the last stage that would halve
 * height and width have stride 1, so that 4 x 4 pixels reach the pooling, not 1 x 1; the same stages as in
 * github.com/weiaicunzai/pytorch-cifar100 (models/mobilenetv2.py, commit 11d8418). No parameter changes.
 */
export function mobilenetV2(options: MobileNetV2Options): Network {
  const { classes, quantize, first = 32, stages = STAGES, last = 1280 } = options;
  const quantized = quantize === "all";
  let inputs = first;
  const blocks = stages.flatMap(({ expansion, width, blocks, stride }, stage) =>
    Array.from({ length: blocks }, (_, i) => {
      const shape = { inputs, expansion, outputs: width, stride: i === 0 ? stride : 1 };
      inputs = width;
      return bottleneck(`stage${stage + 1}/block${i + 1}`, shape);
    }),
  );
  return sequence(
    convolution("conv", { size: 3, inputs: 3, outputs: first, padding: "same", quantized }),
    batchNorm("norm", first),
    cappedRectifier("relu"),
    ...blocks,
    activationSite("last/input", { signed: true }),
    convolution("last/conv", { size: 1, inputs, outputs: last, padding: "same", quantized: true }),
    batchNorm("last/norm", last),
    cappedRectifier("last/relu"),
    globalAveragePool(),
    dense("dense", { inputs: last, outputs: classes, quantized }),
    bias("dense", classes),
  );
}

interface BottleneckShape {
  readonly inputs: number;
  readonly expansion: number;
  readonly outputs: number;
  readonly stride: number;
}

/**
 * The paper's table 1: a 1 x 1 convolution that expands, a depthwise one, and a 1 x 1 convolution without a rectifier. With
 * nothing to expand the first is left out. The input is added where the shape stays as it is.
 */
function bottleneck(name: string, { inputs, expansion, outputs, stride }: BottleneckShape): Network {
  const inner = inputs * expansion;
  const pointwise = { size: 1, padding: "same", quantized: true } as const;
  const expand = [
    activationSite(`${name}/input`, { signed: true }),
    convolution(`${name}/expand`, { ...pointwise, inputs, outputs: inner }),
    batchNorm(`${name}/expand/norm`, inner),
    cappedRectifier(`${name}/expand/relu`),
  ];
  const body = sequence(
    ...(expansion === 1 ? [] : expand),
    depthwiseConvolution(`${name}/depthwise`, { size: 3, channels: inner, stride, quantized: true }),
    batchNorm(`${name}/depthwise/norm`, inner),
    cappedRectifier(`${name}/depthwise/relu`),
    convolution(`${name}/project`, { ...pointwise, inputs: inner, outputs }),
    batchNorm(`${name}/project/norm`, outputs),
  );
  return stride === 1 && inputs === outputs ? residual(body) : body;
}
