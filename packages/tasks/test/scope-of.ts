import { fill, type Tensor } from "@tensorflow/tfjs-core";
import type { Network, Scope } from "qat-core";

/** A forward pass of a float network, outside of any training run. */
export function scopeOf(values: ReadonlyMap<string, Tensor>, activation: Scope["activation"] = (_, x) => x): Scope {
  const tensorNamed = (name: string) => {
    const value = values.get(name);
    if (!value) throw new Error(`no value for ${name}`);
    return value;
  };
  const nothing = (name: string) => {
    throw new Error(`no ${name} outside of a training run`);
  };
  return {
    training: false,
    activation,
    parameter: tensorNamed,
    statistic: tensorNamed,
    update: () => {},
    carried: tensorNamed,
    carry: () => {},
    noise: nothing,
  };
}

/** The same in training: updates go to `statistics`. */
export function trainingScopeOf(values: ReadonlyMap<string, Tensor>, statistics: Map<string, Tensor>): Scope {
  const statistic = (name: string) => statistics.get(name) as Tensor;
  const update = (name: string, value: Tensor) => void statistics.set(name, value);
  return { ...scopeOf(values), training: true, statistic, update };
}

/** The statistics of a network as it starts, by name. */
export function initialStatistics({ statistics = [] }: Network): Map<string, Tensor> {
  return new Map(statistics.map(({ name, shape, initial }) => [name, fill([...shape], initial)]));
}

/** A network as a function of its parameters, in their order. */
export function asFunction(network: Network, input: Tensor): (...values: Tensor[]) => Tensor {
  return (...values) => {
    const byName = new Map(network.parameters.map(({ name }, i) => [name, values[i] as Tensor]));
    return network.forward(input, scopeOf(byName));
  };
}
