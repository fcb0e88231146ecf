import {
  add,
  concat,
  customGrad,
  type GradSaveFunc,
  mul,
  sigmoid,
  split,
  stack,
  sub,
  type Tensor,
  tanh,
  unstack,
} from "@tensorflow/tfjs-core";

/**
 * What is elementwise in one step of a long short-term memory (Hochreiter, Schmidhuber 1997, Neural Computation 9(8), with the
 * forget gate of Gers, Schmidhuber, Cummins 2000):
 *
 *     i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o)      g = tanh(a_g)
 *     c' = f c + i g                                          h' = o tanh(c')
 *
 * Both results are one tensor, and the gradient is written out: a step of a recurrent layer is many small operations,
 * and an engine's time goes into their number.
 *
 * @param gates [batch, 4 hidden], before the nonlinearities, in the order i, f, o, g
 * @param cell c, [batch, hidden]
 * @returns [h', c'], each [batch, hidden]
 */
export function lstmCell(gates: Tensor, cell: Tensor): [Tensor, Tensor] {
  return unstack(step(gates, cell)) as [Tensor, Tensor];
}

const step = customGrad((a, c, save) => {
  const [gates, cell] = [a as Tensor, c as Tensor];
  const hidden = cell.shape[1] as number;
  const [open, input] = split(gates, [3 * hidden, hidden], 1) as [Tensor, Tensor];
  const s = sigmoid(open);
  const g = tanh(input);
  const [i, f, o] = split(s, 3, 1) as [Tensor, Tensor, Tensor];
  const next = add(mul(f, cell), mul(i, g));
  const squashed = tanh(next);
  (save as GradSaveFunc)([s, i, f, o, g, cell, squashed]);
  return {
    value: stack([mul(o, squashed), next]),
    gradFunc: (dy, saved) => gradients(dy as Tensor, saved as Saved),
  };
});

type Saved = [s: Tensor, i: Tensor, f: Tensor, o: Tensor, g: Tensor, cell: Tensor, squashed: Tensor];

/**
 * With dh', dc' and the sigmoids' slope s (1 - s): dc = dc' + dh' o (1 - tanh(c')^2), which reaches c by f; each gate gets
 * what it is multiplied by, times its own slope.
 */
function gradients(dy: Tensor, [s, i, f, o, g, cell, squashed]: Saved): [Tensor, Tensor] {
  const [dh, dNext] = unstack(dy) as [Tensor, Tensor];
  const along = mul(dh, o);
  const dc = add(dNext, sub(along, mul(along, mul(squashed, squashed))));
  const dOpen = mul(concat([mul(dc, g), mul(dc, cell), mul(dh, squashed)], 1), sub(s, mul(s, s)));
  const reached = mul(dc, i);
  const dInput = sub(reached, mul(reached, mul(g, g)));
  return [concat([dOpen, dInput], 1), mul(dc, f)];
}
