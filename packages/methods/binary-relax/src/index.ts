import { type Method, schedule } from "qat-core";
import { relaxed } from "./relaxed.ts";

/** Phase II begins at three quarters of training, as in the authors' notebook (epoch 150 of 200). */
const hardFrom = 0.75;

/** 1 at first, times 1.04 an epoch of 200: the authors' notebook, as a function of progress. It is 359 when phase I ends. */
const lambda = schedule.geometric(1, 1.04 ** 200);

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
    default: relaxed({
      schedule: "geometric lambda",
      share: (progress) => lambda(progress) / (1 + lambda(progress)),
      hardFrom,
      period: 1,
    }),
    linear: relaxed({
      schedule: "linear share",
      share: schedule.within(0, hardFrom, schedule.linear(0, 1)),
      hardFrom,
      period: 10,
    }),
  },
};
