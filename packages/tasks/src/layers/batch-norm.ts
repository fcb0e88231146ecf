import {
  add,
  mul,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  batchNorm as withStatistics,
} from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { batchNorm as withBatchMoments } from "qat-ops";
import { ones, zeros } from "./initialise.ts";

/** Added to variances; PyTorch's choice. */
const EPSILON = 1e-5;

/** The share of the old value that a running statistic keeps in a step; PyTorch's choice. */
const MOMENTUM = 0.9;

/**
 * Batch normalisation (Ioffe, Szegedy 2015, arXiv 1502.03167) of each channel, the last axis: in training by the batch's
 * own moments, else by their running averages. Its parameters are `<name>/scale`, 1 at first, and `<name>/offset`, 0 at
 * first, its statistics `<name>/mean` and `<name>/variance`, all [channels] and float. To a recipe the offset is a bias.
 * The running variance averages the unbiased estimate.
 *
 * Deviation from the paper, as in most work since: running averages decay exponentially, where algorithm 2 averages
 * over batches after training.
 */
export function batchNorm(name: string, channels: number): Network {
  const vector = { shape: [channels], quantized: false };
  const scale = { ...vector, role: "norm", name: `${name}/scale`, initialise: ones } as const;
  const offset = { ...vector, role: "bias", name: `${name}/offset`, initialise: zeros } as const;
  const mean = { name: `${name}/mean`, shape: [channels], initial: 0 };
  const variance = { name: `${name}/variance`, shape: [channels], initial: 1 };
  return {
    parameters: [scale, offset],
    activations: [],
    statistics: [mean, variance],
    forward(x, scope) {
      const images = x as Tensor4D;
      const [a, b] = [scope.parameter(scale.name) as Tensor1D, scope.parameter(offset.name) as Tensor1D];
      const running = { mean: scope.statistic(mean.name), variance: scope.statistic(variance.name) };
      if (!scope.training) {
        return withStatistics(images, running.mean as Tensor1D, running.variance as Tensor1D, b, a, EPSILON);
      }
      const batch = withBatchMoments(images, a, b, EPSILON);
      scope.update(mean.name, average(running.mean, batch.mean));
      scope.update(variance.name, average(running.variance, batch.variance));
      return batch.y;
    },
  };
}

function average(running: Tensor, batch: Tensor): Tensor {
  return add(mul(running, MOMENTUM), mul(batch, 1 - MOMENTUM));
}
