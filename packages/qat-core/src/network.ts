import type { Tensor } from "@tensorflow/tfjs-core";

/** A network is its parameters' declarations and a pure forward pass; it knows no method and no engine. */
export interface Network {
  readonly parameters: readonly ParameterSpec[];
  /** The places where activations are quantized at less than 32 bits. */
  readonly activations: readonly ActivationSpec[];
  /** Running statistics of normalisation layers; absent where there are none. */
  readonly statistics?: readonly StatisticSpec[];
  /** What a batch leaves for the next one, whose examples go on where its own ended: a recurrent layer's hidden state. */
  readonly carried?: readonly CarriedSpec[];
  /** @param input a batch, its first axis the examples */
  forward(input: Tensor, scope: Scope): Tensor;
}

export interface ParameterSpec {
  /** Path of the parameter: `conv1/kernel`. */
  readonly name: string;
  /** Decides weight decay, which recipes give by role. */
  readonly role: ParameterRole;
  /** Output channels last. */
  readonly shape: readonly number[];
  /** Whether the method sees it; the others stay float and are trained by the optimizer alone. */
  readonly quantized: boolean;
  initialise(shape: readonly number[], seed: number): Tensor;
}

export type ParameterRole = "weight" | "bias" | "norm";

export interface ActivationSpec {
  readonly name: string;
  /** False after a ReLU. */
  readonly signed: boolean;
}

/** A tensor that training neither differentiates nor quantizes: the forward pass itself moves it. Exported as floats. */
export interface StatisticSpec {
  /** Path, among those of the parameters: `norm1/mean`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Of every element, at first. */
  readonly initial: number;
}

/** A tensor that passes from batch to batch, zeros where examples start. Neither learned nor exported. */
export interface CarriedSpec {
  /** Path, among those of the parameters: `lstm/hidden`. */
  readonly name: string;
  /** For one example, without the batch axis. */
  readonly shape: readonly number[];
}

/** What a forward pass sees of the run it is part of. */
export interface Scope {
  readonly training: boolean;
  /** The live value of a parameter. */
  parameter(name: string): Tensor;
  /** The activation, quantized where the precision asks for it. */
  activation(name: string, x: Tensor): Tensor;
  /** A running statistic as it is now. */
  statistic(name: string): Tensor;
  /** Sets a running statistic, in training; elsewhere nothing changes. */
  update(name: string, value: Tensor): void;
  /** What the batch before left, [batch, ...shape]; no gradient flows there. */
  carried(name: string): Tensor;
  /** Leaves a tensor for the next batch. */
  carry(name: string, value: Tensor): void;
  /**
   * Noise of this step, uniform in [-1, 1) and the same for every method. In training alone: what is judged has none.
   * @param name of the place that it is for, as `lstm/dropout`: another place, other noise
   * @throws {Error} outside of training
   */
  noise(name: string, shape: readonly number[]): Tensor;
}
