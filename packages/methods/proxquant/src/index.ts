import { type Grid, type Method, type Precision, signGrid, type Variant } from "qat-core";
import { eager } from "./eager.ts";
import { alternatingCodeGrid } from "./grid/alternating-code-grid.ts";
import { twoMeansGrid } from "./grid/two-means-grid.ts";

/**
 * The published homotopy of L1, in shares of training: 391 steps an epoch, strength 1e-6 times the epoch, 200 of 300
 * epochs. That of L2 is weaker; eager.ts says why.
 */
const controlled = { shrinkageL1: 7.8, shrinkageL2: 2, freezeFrom: 2 / 3 } as const;

/** The same, and the ternary one of the released script: 196 steps an epoch, 400 of 600 epochs. */
const published = eager({
  distance: "paper",
  startsFrom: "float",
  shrinkageL1: 7.8,
  shrinkageL2: 15.6,
  freezeFrom: 2 / 3,
  clips: true,
});

function paperGrid({ weightLevels }: Precision): Grid {
  if (weightLevels === 2) return signGrid();
  return weightLevels === 3 ? twoMeansGrid() : alternatingCodeGrid(Math.log2(weightLevels));
}

/** The LSTM's codes, one codebook a row, L2 at one bit, too. */
const byRow = eager({ distance: "l2", startsFrom: "float", shrinkageL1: 7.8, shrinkageL2: 15.6, freezeFrom: 2 / 3 });

const rowWise: Variant = {
  ...byRow,
  supports: (_, { levels }) =>
    Number.isFinite(levels)
      ? { supported: false, reason: "is proxquant on codebooks by row, and on this track all have one a tensor" }
      : { supported: true },
  asPublished: {
    ...byRow,
    grid: ({ weightLevels }) =>
      weightLevels === 3 ? undefined : alternatingCodeGrid(Math.log2(weightLevels), "channel"),
  },
};

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
    default: {
      ...eager({ distance: "paper", startsFrom: "scratch", ...controlled }),
      asPublished: { ...published, grid: paperGrid },
    },
    l1: eager({ distance: "l1", startsFrom: "scratch", ...controlled }),
    l2: eager({ distance: "l2", startsFrom: "scratch", ...controlled }),
    "warm-start": eager({ distance: "paper", startsFrom: "float", ...controlled }),
    "row-wise": rowWise,
  },
};
