import type { Tensor } from "@tensorflow/tfjs-core";
import type { Network, Scope } from "qat-core";

/** A forward pass of a float network, outside of any training run. */
export function scopeOf(values: ReadonlyMap<string, Tensor>, activation: Scope["activation"] = (_, x) => x): Scope {
  const tensorNamed = (name: string) => {
    const value = values.get(name);
    if (!value) throw new Error(`no value for ${name}`);
    return value;
  };
  return { training: false, activation, parameter: tensorNamed, statistic: tensorNamed, update: () => {} };
}

/** A network as a function of its parameters, in their order. */
export function asFunction(network: Network, input: Tensor): (...values: Tensor[]) => Tensor {
  return (...values) => {
    const byName = new Map(network.parameters.map(({ name }, i) => [name, values[i] as Tensor]));
    return network.forward(input, scopeOf(byName));
  };
}
