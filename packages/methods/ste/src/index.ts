/**
 * Straight-through estimation with hard quantization.
 *
 * Courbariaux, Bengio, David: "BinaryConnect: Training deep neural networks with binary weights during
 * propagations", NeurIPS 2015, arXiv 1511.00363, algorithm 1; in the form of Jin et al. 2025, arXiv 2503.15748, eq. 3:
 *
 *     w = Q(u)                    nearest level of the latent weight u
 *     u <- u - rate g(w)          the gradient at w is applied to u as it is
 *
 * Deviations: Q is the grid that the suite gives, whose least-squares scale follows u in every step (BinaryConnect's
 * own levels are -1 and +1); u is not clipped; the sign of 0 is +1.
 */
import { type Method, nearest, startCodebooks, type Variant } from "qat-core";

const hard: Variant = {
  options: {},
  startsFrom: "scratch",
  supports: () => ({ supported: true }),
  weights(latents, { grid }) {
    const codebooks = startCodebooks(grid, latents);
    return {
      state: codebooks.state,
      learned: [],
      view: (u) => ({ live: u.map((latent, i) => nearest(latent, codebooks.at(i))) }),
      settle(u) {
        codebooks.refit(u);
        return u;
      },
      quantize: (u) => codebooks.quantize(u),
    };
  },
};

export const method: Method = {
  name: "ste",
  title: "Straight-through estimation",
  paper: {
    authors: "Courbariaux, Bengio, David",
    title: "BinaryConnect: Training deep neural networks with binary weights during propagations",
    year: 2015,
    arxiv: "1511.00363",
  },
  summary:
    "The network sees the nearest level of every weight, from the first step to the last. The gradient there is applied to the latent weight as if quantization were not in between. The simplest method, and the one others are measured against.",
  variants: { default: hard },
};
