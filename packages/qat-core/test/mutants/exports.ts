import * as tf from "@tensorflow/tfjs-core";
import { controlledGrid, type Grid, type Quantized, type Setup, uniformGrid } from "qat-core";
import {
  exportsAscendingLevels,
  exportsCodesOfLevels,
  exportsEveryTensor,
  exportsFewLevels,
  exportsRowsOfChannels,
  quantizesItsExportToItself,
  roundsInOrder,
  roundsToTheNearest,
  scalesWithItsWeights,
  treatsChannelsApart,
  usesItsLevels,
} from "qat-core/testing";
import { type Defect, mutant, straightThrough } from "./mutant.ts";

type Coded = Extract<Quantized, { kind: "codes" }>;

const exporting =
  (change: (coded: Coded) => Quantized): Defect =>
  (rule) => ({ quantize: (u) => rule.quantize(u).map((each) => (each.kind === "codes" ? change(each) : each)) });

/** The sound rule on another grid than it was given. */
const onGrid = (change: (grid: Grid) => Grid) => ({
  variant: {
    ...straightThrough,
    weights: (latents: readonly tf.Tensor[], setup: Setup) =>
      straightThrough.weights(latents, { ...setup, grid: change(setup.grid) }),
  },
});

const integer = (value: number) => tf.scalar(value, "int32");
/** Half the distance between two of four levels. */
const halfGap = ({ codebook }: Coded) => tf.div(tf.sub(tf.max(codebook), tf.min(codebook)), 6);

export const exportingRules = [
  mutant(
    "exports floats off the grid",
    exportsEveryTensor,
    /tensor 0 is exported as floats; expected codes of 4 levels/,
    () => ({
      quantize: (u) => u.map((latent) => ({ kind: "float", values: tf.clone(latent) })),
    }),
  ),
  mutant(
    "exports codes that are floats",
    exportsEveryTensor,
    /tensor 0 is exported as float32 \[3,3,2,4\]; expected int32 \[3,3,2,4\]/,
    exporting((each) => ({ ...each, codes: tf.cast(each.codes, "float32") })),
  ),
  mutant("exports one tensor only", exportsEveryTensor, /1 tensors are exported of 2/, (rule) => ({
    quantize: (u) => rule.quantize(u).slice(0, 1),
  })),
  mutant(
    "exports a level too many",
    exportsFewLevels,
    /tensor 0 has 5 levels after 0 steps; at most 4 are allowed/,
    exporting((each) => ({ ...each, codebook: tf.concat<tf.Tensor2D>([each.codebook, tf.fill([1, 1], 9)], 1) })),
  ),
  mutant(
    "exports a codebook a channel where one a tensor is allowed",
    exportsFewLevels,
    /tensor 0 has 4 codebooks after 0 steps on uniform-4; expected 1/,
    exporting((each) => ({ ...each, codebook: tf.tile(each.codebook, [each.codes.shape.at(-1) ?? 1, 1]) })),
  ),
  mutant(
    "exports descending levels",
    exportsAscendingLevels,
    /the levels of tensor 0 are \[.*\] after 0 steps; expected ascending finite ones/,
    exporting((each) => ({ ...each, codebook: tf.neg<tf.Tensor2D>(each.codebook) })),
  ),
  mutant(
    "exports a level twice",
    exportsAscendingLevels,
    /expected ascending finite ones/,
    exporting((each) => ({ ...each, codebook: tf.maximum<tf.Tensor2D>(each.codebook, 0) })),
  ),
  mutant(
    "exports codes outside of the codebook",
    exportsCodesOfLevels,
    /tensor 0 has a code 4 after 0 steps; expected 0 .. 3/,
    exporting((each) => ({ ...each, codes: tf.add(each.codes, integer(1)) })),
  ),
  mutant(
    "forgets every code",
    usesItsLevels,
    /every weight of tensor 0 has the code 0 after 0 steps/,
    exporting((each) => ({ ...each, codes: tf.zerosLike(each.codes) })),
  ),
  mutant(
    "exports its codes upside down",
    roundsInOrder,
    /after 0 steps, weight .* of tensor 0 is exported as .*, and .* as/,
    exporting((each) => ({ ...each, codes: tf.sub(integer(3), each.codes) })),
  ),
  mutant(
    "rounds down",
    roundsToTheNearest,
    /after 0 steps, weight .* of tensor 0 is exported as .*; a level is .* away/,
    (rule) => ({
      quantize(u) {
        const gaps = rule.quantize(u).map((each) => (each.kind === "codes" ? halfGap(each) : tf.scalar(0)));
        return rule.quantize(u.map((latent, i) => tf.sub(latent, gaps[i] as tf.Tensor)));
      },
    }),
  ),
  mutant(
    "rounds up by a constant",
    quantizesItsExportToItself,
    /quantize\(levels of quantize\(u\)\): codes\/0\[\d+\] is/,
    (rule) => ({
      quantize: (u) => rule.quantize(u.map((latent) => tf.add(latent, 0.3))),
    }),
  ),
  mutant(
    "ignores channels",
    exportsRowsOfChannels,
    /tensor 0 has 1 codebooks after one step on uniform-4\/channel; expected 4/,
    onGrid(({ levels }) => controlledGrid(levels)),
  ),
  mutant(
    "fits all channels to the whole tensor",
    treatsChannelsApart,
    /channel 0 is \[.*\] among others, \[.*\] alone/,
    onGrid((grid) => ({
      ...grid,
      fit: (latent) =>
        tf.tile(uniformGrid(grid.levels).fit(latent), [
          grid.granularity === "channel" ? (latent.shape.at(-1) ?? 1) : 1,
          1,
        ]),
    })),
  ),
  mutant(
    "has levels of one size for all weights",
    scalesWithItsWeights,
    /a quarter of what is shown of 4 u: codes\/0\[\d+\] is/,
    onGrid((grid) => ({ ...grid, fit: () => tf.tensor2d([[-0.6, -0.2, 0.2, 0.6]]) })),
  ),
];
