import { type Grid, leastSquaresBinaryGrid, type Method, type Precision, schedule, uniformGrid } from "qat-core";
import { relaxed } from "./relaxed.ts";

/** Phase II begins at three quarters of training, as in the authors' notebook (epoch 150 of 200). */
const hardFrom = 0.75;

/** 1 at first, times 1.04 an epoch of 200: the authors' notebook, as a function of progress. It is 359 when phase I ends. */
const lambda = schedule.geometric(1, 1.04 ** 200);

const geometric = relaxed({
  schedule: "geometric lambda",
  share: (progress) => lambda(progress) / (1 + lambda(progress)),
  hardFrom,
  period: 1,
});

/** The BinaryRelax of PARQ's code, its share in a straight line; `warmUp`, a share of training, sees the latent alone. */
function linear(warmUp: number) {
  const share = schedule.within(0, hardFrom, schedule.linear(0, 1));
  return relaxed({
    schedule: "linear share",
    share: (progress) => (progress < warmUp ? 0 : share(progress)),
    hardFrom,
    warmUp,
    period: 10,
  });
}

/**
 * The paper's levels (sec. 2), one scale a tensor: -s and s; -s, 0 and s for ternary; s times 0, +-1 .. +-(2^(b-1) - 1)
 * for b bits, so that two bits are ternary, too.
 */
function paperGrid({ weightLevels }: Precision): Grid {
  return uniformGrid(weightLevels > 3 ? weightLevels - 1 : weightLevels);
}

export const method: Method = {
  name: "binary-relax",
  title: "BinaryRelax",
  paper: {
    authors: "Yin, Zhang, Lyu, Osher, Qi, Xin",
    title: "BinaryRelax: A Relaxation Approach for Training Deep Neural Networks with Quantized Weights",
    year: 2018,
    arxiv: "1801.06313",
  },
  summary:
    "The network sees a mixture of every latent weight and its nearest level. The level's share grows until, in the last quarter of training, the network sees the levels alone. The gradient at the mixture is applied to the latent weight.",
  variants: {
    default: { ...geometric, asPublished: { ...geometric, startsFrom: "float", grid: paperGrid } },
    linear: {
      ...linear(0),
      asPublished: { ...linear(200 / 78_200), grid: ({ weightLevels }) => leastSquaresBinaryGrid(weightLevels) },
    },
  },
};
