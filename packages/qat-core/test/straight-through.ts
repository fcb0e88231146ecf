import * as tf from "@tensorflow/tfjs-core";
import { type Method, startCodebooks, type Variant } from "qat-core";

/** BinaryConnect (arXiv 1511.00363, algorithm 1): w = Q(u), gradient unchanged, the latent clipped to [-1, 1] or free. */
function hard(clips: boolean): Variant {
  return {
    options: { clips },
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      return {
        state: codebooks.state,
        learned: [],
        view: (u) => ({ live: codebooks.nearest(u) }),
        settle(u) {
          const clipped = clips && Number.isFinite(grid.levels) ? u.map((latent) => tf.clipByValue(latent, -1, 1)) : u;
          codebooks.refit(clipped);
          return clipped;
        },
        quantize: (u) => codebooks.quantize(u),
      };
    },
  };
}

export const method: Method = {
  name: "ste",
  title: "Straight-through estimation",
  summary: "The gradient at the nearest level of every weight is applied to the latent weight as it is.",
  variants: { default: hard(false), clipped: hard(true) },
};
