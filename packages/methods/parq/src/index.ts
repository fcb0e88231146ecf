import type { Method } from "qat-core";
import { aprox } from "./aprox.ts";
import { practical } from "./practical.ts";

/**
 * The window and the period are those of the paper's CIFAR-10 script: 150 of 200 epochs, 10 steps.
 */
export const method: Method = {
  name: "parq",
  title: "PARQ",
  paper: {
    authors: "Jin, Ma, Liu, Gromov, Defazio, Xiao",
    title: "PARQ: Piecewise-Affine Regularized Quantization",
    year: 2025,
    arxiv: "2503.15748",
  },
  summary:
    "The network sees a piecewise-affine map of every latent weight, flat at the levels and slanted between them. The slope grows from 1, where the map only clips, to infinity, where it is the nearest level. The gradient at the mapped weight is applied to the latent one.",
  variants: {
    default: practical({ steepness: 20, centre: 0.5, start: 0, end: 0.75, warmUp: 0, period: 10 }),
    aprox: aprox({ lambda: 0.3, end: 0.75, period: 10 }),
  },
};
