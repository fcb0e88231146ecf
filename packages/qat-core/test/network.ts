import * as tf from "@tensorflow/tfjs-core";
import {
  controlledGrid,
  type Method,
  type Network,
  type ParameterRole,
  type ParameterSpec,
  parsePrecision,
  sgd,
  type TrainingOptions,
  type Variant,
  type WeightRule,
} from "qat-core";

export function parameter(name: string, role: ParameterRole, shape: readonly number[]): ParameterSpec {
  return { name, role, shape, quantized: role === "weight", initialise: (size) => tf.zeros([...size]) };
}

/** A network of one quantized tensor whose output is that tensor. */
export function identityNetwork(shape: readonly number[]): Network {
  return {
    parameters: [parameter("w", "weight", shape)],
    activations: [],
    forward: (_, scope) => scope.parameter("w"),
  };
}

/** A variant of one rule, which sees the latents as they are unless it says otherwise. */
export function variantOf(rule: Partial<WeightRule>): Variant {
  const float: WeightRule = {
    state: {},
    learned: [],
    view: (live) => ({ live }),
    quantize: (u) => u.map((latent) => ({ kind: "float", values: tf.clone(latent) })),
  };
  return {
    options: {},
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights: () => ({ ...float, ...rule }),
  };
}

/** Options of a training run with the parameters `initial`, loss = sum(output * target). */
export function optionsOf(
  network: Network,
  variant: Variant | Method,
  initial: Readonly<Record<string, tf.Tensor>>,
  overrides: Partial<TrainingOptions> & { precisionName?: string } = {},
): TrainingOptions {
  const { precisionName = "w32a32", ...rest } = overrides;
  const precision = parsePrecision(precisionName);
  return {
    network,
    variant: "variants" in variant ? variant.variants.default : variant,
    precision,
    grid: controlledGrid(precision.weightLevels),
    initial: new Map(Object.entries(initial)),
    optimizer: sgd(),
    weightDecay: { weight: 0, bias: 0, norm: 0 },
    rate: () => 0.5,
    steps: 10,
    seed: 3,
    loss: (output, target) => tf.sum(tf.mul(output, target)),
    ...rest,
  };
}
