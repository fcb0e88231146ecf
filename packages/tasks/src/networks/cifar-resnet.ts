import type { Network } from "qat-core";
import { batchNorm } from "../layers/batch-norm.ts";
import { bias } from "../layers/bias.ts";
import { convolution } from "../layers/convolution.ts";
import { dense } from "../layers/dense.ts";
import { globalAveragePool } from "../layers/global-average-pool.ts";
import { rectifier } from "../layers/rectifier.ts";
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
}

/**
 * The residual network for small images (He, Zhang, Ren, Sun 2015, arXiv 1512.03385, sec. 4.2): a convolution, three
 * stages of blocks of two 3 x 3 convolutions, the second and third stage starting at stride 2, global average pooling and
 * a dense layer; 6 blocks + 2 layers with weights. Every convolution is followed by batch normalisation, shortcuts have no
 * parameters (option A), and biases and normalisation stay float. [batch, height, width, inputs] to [batch, classes].
 */
export function cifarResNet(options: CifarResNetOptions): Network {
  const { blocks, inputs, classes, quantize, widths = [16, 32, 64] } = options;
  const outer = quantize === "all";
  const [first, , last] = widths;
  const stages = widths.map((width, stage) => {
    const before = widths[stage - 1] ?? first;
    const blockAt = (_: unknown, i: number) => {
      const name = `stage${stage + 1}/block${i + 1}`;
      return i === 0 ? block(name, before, width, stage === 0 ? 1 : 2) : block(name, width, width, 1);
    };
    return sequence(...Array.from({ length: blocks }, blockAt));
  });
  return sequence(
    convolution("conv", { size: 3, inputs, outputs: first, padding: "centred", quantized: outer }),
    batchNorm("norm", first),
    rectifier("relu"),
    ...stages,
    globalAveragePool(),
    dense("dense", { inputs: last, outputs: classes, quantized: outer }),
    bias("dense", classes),
  );
}

/** Two 3 x 3 convolutions beside a shortcut, ReLU after the sum. */
function block(name: string, inputs: number, outputs: number, stride: number): Network {
  const kernel = { size: 3, outputs, padding: "centred", quantized: true } as const;
  const body = sequence(
    convolution(`${name}/conv1`, { ...kernel, inputs, stride }),
    batchNorm(`${name}/norm1`, outputs),
    rectifier(`${name}/relu1`),
    convolution(`${name}/conv2`, { ...kernel, inputs: outputs }),
    batchNorm(`${name}/norm2`, outputs),
  );
  return sequence(residual(body, shortcut({ inputs, outputs, stride })), rectifier(`${name}/relu2`));
}
