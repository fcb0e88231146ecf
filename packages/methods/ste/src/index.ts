/**
 * Straight-through estimation: the gradient passes the rounding as if it were not there. Variants, each with its paper,
 * equations and deviations in its file: hard quantization, the same with clipped latents or levels that are fitted now and
 * then, and a learned step.
 */
import type { Method } from "qat-core";
import { hardQuantization, periodic } from "./hard-quantization.ts";
import { learnedStep } from "./learned-step.ts";

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
    "The network sees the nearest level of every weight, from the first step to the last. The gradient there is applied to the latent weight as if quantization were not in between. The simplest method, and the one others are measured against; `clipped` keeps latents within the outermost levels, as BinaryConnect does, and `lsq` learns the distance between levels (arXiv 1902.08153).",
  variants: {
    default: hardQuantization({ clips: false }),
    clipped: hardQuantization({ clips: true }),
    lsq: learnedStep(),
    periodic: periodic(),
  },
};
