import * as tf from "@tensorflow/tfjs-core";
import { type Method, nearest, schedule, startCodebooks, type Variant } from "qat-core";

const hardFrom = 0.75;
const lambda = schedule.within(0, hardFrom, schedule.geometric(1, 1000));

/** BinaryRelax (arXiv 1801.06313): w = (u + lambda Q(u)) / (1 + lambda), lambda growing geometrically; then w = Q(u). */
const relaxed: Variant = {
  options: { hardFrom },
  startsFrom: "float",
  supports: () => ({ supported: true }),
  weights(latents, { grid }) {
    const codebooks = startCodebooks(grid, latents);
    return {
      state: codebooks.state,
      learned: [],
      view: (u, { progress }) => ({
        live: u.map((latent, i) => {
          const q = nearest(latent, codebooks.at(i));
          if (progress >= hardFrom) return q;
          // The same as the definition, and exactly u on the float grid, where Q(u) = u.
          const theta = lambda(progress) / (1 + lambda(progress));
          return tf.add(latent, tf.mul(tf.sub(q, latent), theta));
        }),
      }),
      settle(u) {
        codebooks.refit(u);
        return u;
      },
      quantize: (u) => codebooks.quantize(u),
      quantities: (_, { progress }) => ({ lambda: lambda(progress) }),
    };
  },
};

export const method: Method = {
  name: "binary-relax",
  title: "BinaryRelax",
  summary:
    "The network sees a mixture of latent weight and nearest level, more and more of the level, at last only it.",
  variants: { default: relaxed },
};
