import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { LearnedParameter } from "../learned-parameter.ts";
import type { Moment } from "../moment.ts";

export interface ActivationSetup {
  /** The activation's name in its network: `conv1/relu`. */
  readonly name: string;
  /** Levels of the quantized activation. */
  readonly levels: number;
  /** False after a ReLU: values are never negative. */
  readonly signed: boolean;
  readonly seed: number;
}

/** How one activation of the network is quantized while it trains. Activations have no latent. */
export interface ActivationRule {
  readonly learned: readonly LearnedParameter[];
  readonly state: Readonly<Record<string, Variable>>;
  /** Sets scales from the first batch that passes; called once, outside of differentiation. */
  initialise(x: Tensor): void;
  /**
   * The quantized activation, differentiable in `x` and in `learned` (scalars, in the order of the rule's own): the
   * rule brings its gradients as custom gradients.
   */
  view(x: Tensor, learned: readonly Tensor[], at: Moment): Tensor;
  /** Read outside of training; what the judge applies. */
  quantizer(): Promise<ActivationQuantizer>;
}

/** x -> scale * clip(round(x / scale), offset, offset + levels - 1), rounding half to even. */
export interface ActivationQuantizer {
  readonly scale: number;
  /** The lowest integer: 0 for unsigned activations, -levels / 2 for signed ones. */
  readonly offset: number;
  readonly levels: number;
}
