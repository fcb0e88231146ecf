import type { Network } from "qat-core";
import { activationSite } from "../layers/activation-site.ts";
import { batchNorm } from "../layers/batch-norm.ts";
import { bias } from "../layers/bias.ts";
import { convolution } from "../layers/convolution.ts";
import { dense } from "../layers/dense.ts";
import { globalAveragePool } from "../layers/global-average-pool.ts";
import { rectifier } from "../layers/rectifier.ts";
import { relu } from "../layers/relu.ts";
import { residual } from "../layers/residual.ts";
import { sequence } from "../layers/sequence.ts";
import { shortcut } from "../layers/shortcut.ts";

export interface CifarResNetOptions {
  /** Blocks in each of the three stages: 1 makes ResNet-8, 3 ResNet-20, 9 ResNet-56. */
  readonly blocks: number;
  /** Channels of the image. */
  readonly inputs: number;
  readonly classes: number;
  /**
   * `all` weights, those of the first convolution and of the dense layer too, as in PARQ (arXiv 2503.15748, sec. 5.1), or
   * only the `inner` ones between those two.
   */
  readonly quantize: "all" | "inner";
  /** Channels of the three stages; 16, 32, 64 where it is absent. */
  readonly widths?: readonly [number, number, number];
  /**
   * Where a shortcut changes its shape: `identity` (where it is absent) subsamples and adds zeros, option A; `projection` is a
   * float 1 x 1 convolution with batch normalisation, option B.
   */
  readonly shortcuts?: "identity" | "projection";
  /**
   * What is quantized where activations are: the output of every `rectifier` (where it is absent), which shortcuts see, too;
   * or the input of every `quantized-convolution` alone, so that shortcuts and the dense layer stay float.
   */
  readonly activations?: "rectifier" | "quantized-convolution";
  /** Whether pooled features pass batch normalisation before the dense layer; absent, they do not. */
  readonly normalizeFeatures?: boolean;
}

/**
 * The residual network for small images (He, Zhang, Ren, Sun 2015, arXiv 1512.03385, sec. 4.2): a convolution, three
 * stages of blocks of two 3 x 3 convolutions, the second and third stage starting at stride 2, global average pooling and
 * a dense layer; 6 blocks + 2 layers with weights. Every convolution is followed by batch normalisation; biases and
 * normalisation stay float. [batch, height, width, inputs] to [batch, classes].
 */
export function cifarResNet(options: CifarResNetOptions): Network {
  const { blocks, inputs, classes, quantize, widths = [16, 32, 64], normalizeFeatures = false } = options;
  const outer = quantize === "all";
  const [first, , last] = widths;
  const stages = widths.map((width, stage) => {
    const before = widths[stage - 1] ?? first;
    const blockAt = (_: unknown, i: number) => {
      const name = `stage${stage + 1}/block${i + 1}`;
      return i === 0 ? block(name, before, width, stage === 0 ? 1 : 2, options) : block(name, width, width, 1, options);
    };
    return sequence(...Array.from({ length: blocks }, blockAt));
  });
  return sequence(
    convolution("conv", { size: 3, inputs, outputs: first, padding: "centred", quantized: outer }),
    batchNorm("norm", first),
    rectified("relu", options),
    ...stages,
    globalAveragePool(),
    ...(normalizeFeatures ? [batchNorm("features/norm", last)] : []),
    dense("dense", { inputs: last, outputs: classes, quantized: outer }),
    bias("dense", classes),
  );
}

/** Two 3 x 3 convolutions beside a shortcut, ReLU after the sum. */
function block(name: string, inputs: number, outputs: number, stride: number, options: CifarResNetOptions): Network {
  const kernel = { size: 3, outputs, padding: "centred", quantized: true } as const;
  const sites = options.activations === "quantized-convolution";
  const body = sequence(
    ...(sites ? [activationSite(`${name}/input1`, { signed: false })] : []),
    convolution(`${name}/conv1`, { ...kernel, inputs, stride }),
    batchNorm(`${name}/norm1`, outputs),
    rectified(`${name}/relu1`, options),
    ...(sites ? [activationSite(`${name}/input2`, { signed: false })] : []),
    convolution(`${name}/conv2`, { ...kernel, inputs: outputs }),
    batchNorm(`${name}/norm2`, outputs),
  );
  const projects = options.shortcuts === "projection" && inputs !== outputs;
  const beside = projects
    ? projection(`${name}/shortcut`, inputs, outputs, stride)
    : shortcut({ inputs, outputs, stride });
  return sequence(residual(body, beside), rectified(`${name}/relu2`, options));
}

/** Option B (He et al. 2015, sec. 3.3). */
function projection(name: string, inputs: number, outputs: number, stride: number): Network {
  const kernel = { size: 1, inputs, outputs, stride, padding: "valid", quantized: false } as const;
  return sequence(convolution(name, kernel), batchNorm(`${name}/norm`, outputs));
}

/** ReLU, an activation of this name where those are quantized at rectifiers. */
function rectified(name: string, { activations = "rectifier" }: CifarResNetOptions): Network {
  return activations === "rectifier" ? rectifier(name) : relu();
}
