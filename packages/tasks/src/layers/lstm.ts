import { add, matMul, reshape, stack, type Tensor, unstack } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { type Initialiser, uniform, zeros } from "./initialise.ts";
import { lstmCell } from "./lstm-cell.ts";

export interface LstmOptions {
  readonly inputs: number;
  readonly hidden: number;
  readonly quantized: boolean;
  /** Of both matrices; uniform in +-0.1 where it is absent. */
  readonly initialise?: Initialiser;
}

/**
 * One layer of long short-term memory: [batch, steps, inputs] to its hidden state after each step, [batch, steps, hidden].
 * State goes on from batch to batch, gradients do not: backpropagation through time is cut off there.
 *
 *     a_t = x_t W + h_(t-1) U + b,   (h_t, c_t) = cell(a_t, c_(t-1))                    lstm-cell.ts
 *
 * Its parameters are `<name>/inputs` W [inputs, 4 hidden] and `<name>/recurrent` U [hidden, 4 hidden], whose columns are
 * the gates i, f, o and g, hidden of each, and `<name>/bias` b [4 hidden], always float, 0 at first. PyTorch has the gates
 * in the order i, f, g, o, and two biases that are only ever added; here they are one.
 *
 * The hidden state is the activation `<name>/hidden`, signed: what it is quantized to goes into the next step's product
 * and to the layer above. The cell's state c enters no product and stays float.
 */
export function lstm(name: string, options: LstmOptions): Network {
  const { inputs, hidden, quantized, initialise = uniform(0.1) } = options;
  const gates = 4 * hidden;
  const matrix = { role: "weight", quantized, initialise } as const;
  const ofInputs = { ...matrix, name: `${name}/inputs`, shape: [inputs, gates] };
  const recurrent = { ...matrix, name: `${name}/recurrent`, shape: [hidden, gates] };
  const bias = { name: `${name}/bias`, role: "bias", shape: [gates], quantized: false, initialise: zeros } as const;
  const state = { name: `${name}/hidden`, shape: [hidden] };
  const cell = { name: `${name}/cell`, shape: [hidden] };

  return {
    parameters: [ofInputs, recurrent, bias],
    activations: [{ name: state.name, signed: true }],
    carried: [state, cell],
    forward(x, scope) {
      const [batch, steps] = x.shape as [number, number];
      const flat = matMul(reshape(x, [batch * steps, inputs]), scope.parameter(ofInputs.name));
      const driven = unstack(reshape(add(flat, scope.parameter(bias.name)), [batch, steps, gates]), 1);
      const weights = scope.parameter(recurrent.name);
      let h: Tensor = scope.carried(state.name);
      let c: Tensor = scope.carried(cell.name);
      const outputs = driven.map((a) => {
        [h, c] = lstmCell(add(a, matMul(h, weights)), c);
        h = scope.activation(state.name, h);
        return h;
      });
      scope.carry(state.name, h);
      scope.carry(cell.name, c);
      return stack(outputs, 1);
    },
  };
}
