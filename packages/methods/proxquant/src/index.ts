import type { Method } from "qat-core";
import { eager } from "./eager.ts";

/**
 * The published homotopy of L1, in shares of training: 391 steps an epoch, strength 1e-6 times the epoch, 200 of 300
 * epochs. That of L2 is weaker; eager.ts says why.
 */
const published = { shrinkageL1: 7.8, shrinkageL2: 2, freezeFrom: 2 / 3 } as const;

export const method: Method = {
  name: "proxquant",
  title: "ProxQuant",
  paper: {
    authors: "Bai, Wang, Liberty",
    title: "ProxQuant: Quantized Neural Networks via Proximal Operators",
    year: 2019,
    arxiv: "1810.00861",
  },
  summary:
    "The network sees the weights themselves. After every step a proximal map draws them to their nearest levels, ever more strongly. After two thirds of training they are rounded once and frozen, and what is not quantized trains on.",
  variants: {
    default: eager({ distance: "paper", startsFrom: "scratch", ...published }),
    l1: eager({ distance: "l1", startsFrom: "scratch", ...published }),
    l2: eager({ distance: "l2", startsFrom: "scratch", ...published }),
    "warm-start": eager({ distance: "paper", startsFrom: "float", ...published }),
  },
};
