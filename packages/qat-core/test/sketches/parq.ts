import * as tf from "@tensorflow/tfjs-core";
import { intervalCodes, levelsOf, type Method, type Moment, nearest, startCodebooks, type Variant } from "qat-core";

const hardFrom = 0.75;

/** 1 at 0, 0 at 1, a sigmoid of this steepness about 1/2 between: normalised so that both ends are exact. */
export function sigmoidDecay(steepness: number): (fraction: number) => number {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(x));
  const [first, last] = [sigmoid(-steepness / 2), sigmoid(steepness / 2)];
  return (fraction) => (sigmoid(steepness * (fraction - 0.5)) - last) / (first - last);
}

/** Between levels lo, hi about mid: clamp(mid + (u - mid) / inverseSlope, lo, hi); outside, the outermost level. */
export function piecewiseAffine(u: tf.Tensor, codebook: tf.Tensor2D, inverseSlope: number): tf.Tensor {
  if (codebook.shape[1] === 0 || inverseSlope === 0) return nearest(u, codebook);
  const codes = intervalCodes(u, codebook);
  const lo = levelsOf(codes, codebook);
  const hi = levelsOf(tf.add(codes, tf.scalar(1, "int32")), codebook);
  const mid = tf.div(tf.add(lo, hi), 2);
  return tf.minimum(tf.maximum(tf.add(mid, tf.div(tf.sub(u, mid), inverseSlope)), lo), hi);
}

/** PARQ (arXiv 2503.15748, algorithm 1): w = prox(u) of a slope that grows to infinity, levels refitted every period. */
function parq(options: Variant["options"], period: number, inverseSlope: (at: Moment) => number): Variant {
  return {
    options,
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      return {
        state: codebooks.state,
        learned: [],
        view: (u, at) => ({ live: u.map((latent, i) => piecewiseAffine(latent, codebooks.at(i), inverseSlope(at))) }),
        settle(u, { step }) {
          if ((step + 1) % period === 0) codebooks.refit(u);
          return u;
        },
        quantize: (u) => codebooks.quantize(u),
        quantities: (_, at) => ({ "inverse slope": inverseSlope(at) }),
      };
    },
  };
}

const sigmoid = sigmoidDecay(20);

export const method: Method = {
  name: "parq",
  title: "PARQ",
  summary:
    "The network sees a piecewise-affine map of the latent weight, whose slope between levels grows to infinity.",
  variants: {
    default: parq({ steepness: 20, hardFrom }, 5, ({ progress }) =>
      progress < hardFrom ? sigmoid(progress / hardFrom) : 0,
    ),
    // Strength by the sum of step sizes, as in the theory (eq. 11).
    aprox: parq({ slope: "sum of rates" }, 5, ({ rateSum }) => 1 / Math.max(1, rateSum)),
  },
};
