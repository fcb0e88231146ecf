import { add } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { zeros } from "./initialise.ts";

/** Adds one number a channel, the last axis; zero at first. Its parameter is `<name>/bias`, [channels], always float. */
export function bias(name: string, channels: number): Network {
  const parameter = {
    name: `${name}/bias`,
    role: "bias",
    shape: [channels],
    quantized: false,
    initialise: zeros,
  } as const;
  return {
    parameters: [parameter],
    activations: [],
    forward: (x, scope) => add(x, scope.parameter(parameter.name)),
  };
}
