/**
 * Initial values, drawn by tfjs's own seeded generators: they run in JavaScript, so that every engine starts from the
 * same weights.
 */
import { randomNormal, randomUniform, type Tensor, ones as tfOnes, zeros as tfZeros } from "@tensorflow/tfjs-core";
import { type Network, seedFrom } from "qat-core";

/** Draws a tensor of a shape from a seed. */
export type Initialiser = (shape: readonly number[], seed: number) => Tensor;

/**
 * Normal with mean 0 and standard deviation gain / sqrt(fan-in). The fan-in is the product of all axes but the last:
 * kernels have their output channels last.
 */
export function fanInNormal(gain: number): Initialiser {
  return (shape, seed) => {
    const fanIn = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    return randomNormal([...shape], 0, gain / Math.sqrt(fanIn), "float32", seed);
  };
}

/**
 * The gain sqrt(2) keeps the variance of activations from layer to layer where a ReLU follows (He et al. 2015,
 * arXiv 1502.01852, eq. 10).
 */
export const heNormal = fanInNormal(Math.SQRT2);

/** Normal with mean 0. */
export function normal(deviation: number): Initialiser {
  return (shape, seed) => randomNormal([...shape], 0, deviation, "float32", seed);
}

/**
 * Uniform in +-sqrt(6 / (fan-in + fan-out)), which keeps the variance of activations and of their gradients (Glorot, Bengio
 * 2010, "Understanding the difficulty of training deep feedforward neural networks", eq. 16). The fans are said, as several
 * matrices may lie side by side in one tensor.
 */
export function glorotUniform(fanIn: number, fanOut: number): Initialiser {
  return uniform(Math.sqrt(6 / (fanIn + fanOut)));
}

/** Uniform in [-bound, bound). */
export function uniform(bound: number): Initialiser {
  return (shape, seed) => randomUniform([...shape], -bound, bound, "float32", seed);
}

export const zeros: Initialiser = (shape) => tfZeros([...shape]);

export const ones: Initialiser = (shape) => tfOnes([...shape]);

/**
 * Initial value of every parameter of a network, by name; the caller disposes them. A parameter's own seed comes from
 * its name, so that one more layer leaves the others' values as they are.
 */
export function initialParameters(network: Network, seed: number): Map<string, Tensor> {
  return new Map(
    network.parameters.map(({ name, shape, initialise }) => [name, initialise(shape, seedFrom(seed, name))]),
  );
}
