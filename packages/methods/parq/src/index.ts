import { leastSquaresBinaryGrid, type Method, type PublishedVariant, type Variant } from "qat-core";
import { aprox } from "./aprox.ts";
import { optimalBinaryGrid } from "./grid/optimal-binary-grid.ts";
import { maxTernaryGrid, maxUniformGrid, meanUniformGrid } from "./grid/uniform-grids.ts";
import { practical } from "./practical.ts";

/** The window and the period of the paper's CIFAR-10 script: 150 of 200 epochs, 10 steps. */
const script = { centre: 0.5, start: 0, end: 0.75, period: 10 } as const;

/** That script: steepness 100, and 200 of its 78,200 steps of warm-up. From scratch. */
const published = practical({ ...script, steepness: 100, warmUp: 200 / 78_200 });

/** A variant that is nothing but another grid of the paper's code. */
function onlyAsPublished(grid: PublishedVariant["grid"]): Variant {
  return {
    ...published,
    supports: (_, { levels }) =>
      Number.isFinite(levels)
        ? { supported: false, reason: "is parq on another grid, and on this track all methods have the same" }
        : { supported: true },
    asPublished: { ...published, grid },
  };
}

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
    default: {
      ...practical({ ...script, steepness: 20, warmUp: 0 }),
      asPublished: { ...published, grid: ({ weightLevels }) => leastSquaresBinaryGrid(weightLevels) },
    },
    aprox: aprox({ lambda: 0.3, end: 0.75, period: 10 }),
    optimal: onlyAsPublished(({ weightLevels }) => optimalBinaryGrid(weightLevels)),
    uniform: onlyAsPublished(({ weightLevels }) =>
      weightLevels === 3 ? maxTernaryGrid() : meanUniformGrid(Math.log2(weightLevels)),
    ),
    "max-uniform": onlyAsPublished(({ weightLevels }) =>
      weightLevels >= 4 ? maxUniformGrid(Math.log2(weightLevels)) : undefined,
    ),
  },
};
