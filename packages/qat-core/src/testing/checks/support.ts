import { binaryCodeGrid } from "../../grid/binary-code-grid.ts";
import { controlledGrid } from "../../grid/controlled-grid.ts";
import type { Grid } from "../../grid/grid.ts";
import { signGrid } from "../../grid/sign-grid.ts";
import { uniformGrid } from "../../grid/uniform-grid.ts";
import type { Method } from "../../method.ts";
import { type Precision, parsePrecision } from "../../precision.ts";
import type { MethodCheck } from "../check.ts";
import { uniform } from "../exercise.ts";
import { momentAt, withFreshRule } from "../fresh-rule.ts";
import { rememberingFits } from "../remembered-fits.ts";
import { subjectsOf, variantName } from "../subject.ts";

export const refusesWithAReason: MethodCheck = {
  name: "says of every precision and grid whether it supports it, and why not",
  run(method) {
    for (const { label, support } of answersOf(method, precisions)) {
      if (!support.supported && support.reason.trim().length < 10) {
        throw new Error(`${label} is refused with ${JSON.stringify(support.reason)}; expected a reason`);
      }
    }
  },
};

export const supportsSomething: MethodCheck = {
  name: "supports one of the tested precisions at least, with each of its variants",
  run(method) {
    for (const [key, variant] of Object.entries(method.variants)) {
      if (subjectsOf(variant).length === 0) {
        throw new Error(`${variantName(method, key)} supports none of the tested precisions`);
      }
    }
  },
};

export const answersAlike: MethodCheck = {
  name: "gives the same answer, and the same reason, whenever it is asked what it supports",
  run(method) {
    const first = answersOf(method, precisions).map(({ label, support }) => `${label}: ${JSON.stringify(support)}`);
    const second = answersOf(method, precisions).map(({ label, support }) => `${label}: ${JSON.stringify(support)}`);
    second.forEach((answer, i) => {
      if (answer !== first[i]) throw new Error(`asked again of ${answer}; at first it was of ${first[i]}`);
    });
  },
};

export const startsWhatItSupports: MethodCheck = {
  name: "starts, shows live weights and exports on every grid that it says it supports",
  run(method) {
    for (const { label, support, variant, precision, grid } of answersOf(method, startedPrecisions)) {
      if (!support.supported) continue;
      try {
        withFreshRule(
          { variant, track: "controlled", precision, grid },
          (rule, latents) => {
            rule.view(latents, momentAt(0));
            rule.quantize(latents);
          },
          oneKernel,
        );
      } catch (cause) {
        throw new Error(`${label} is supported, and fails to start: ${cause instanceof Error ? cause.message : cause}`);
      }
    }
  },
};

export const publishesGridsOfItsPrecision: MethodCheck = {
  name: "publishes grids of at most the precision's levels, or none",
  run(method) {
    for (const [key, { asPublished }] of Object.entries(method.variants)) {
      // A float network is the same on both tracks, and its grid is not asked for.
      for (const precision of asPublished
        ? precisions.filter(({ weightLevels }) => Number.isFinite(weightLevels))
        : []) {
        const levels = asPublished?.grid(precision)?.levels ?? 0;
        if (levels > precision.weightLevels) {
          throw new Error(
            `${variantName(method, key)} publishes ${levels} levels at ${precision.name}; ` +
              `at most ${precision.weightLevels} are allowed`,
          );
        }
      }
    }
  },
};

const oneKernel = { weights: () => [uniform([4, 6], 2)] };

function answersOf(method: Method, asked: readonly Precision[]) {
  const entries = Object.entries(method.variants).flatMap(([key, variant]) => {
    const name = variantName(method, key);
    const { asPublished } = variant;
    return [{ name, variant }, ...(asPublished ? [{ name: `${name}, as published,`, variant: asPublished }] : [])];
  });
  return entries.flatMap(({ name, variant }) =>
    asked.flatMap((precision) =>
      gridsOf(precision).map((grid) => ({
        label: `${name} at ${precision.name} on ${grid.name}`,
        variant,
        precision,
        grid,
        support: variant.supports(precision, grid),
      })),
    ),
  );
}

/** By tensor and by channel, of multiples of one scale and not, fitted and not. */
function gridsOf({ weightLevels }: Precision): readonly Grid[] {
  const grids = known.get(weightLevels) ?? newGrids(weightLevels).map(rememberingFits);
  known.set(weightLevels, grids);
  return grids;
}

const known = new Map<number, readonly Grid[]>();

function newGrids(levels: number): Grid[] {
  if (!Number.isFinite(levels)) return [controlledGrid(levels)];
  const bits = Math.log2(levels);
  return [
    controlledGrid(levels),
    uniformGrid(levels, "channel"),
    ...(Number.isInteger(bits) ? [binaryCodeGrid(bits)] : []),
    ...(levels === 2 ? [signGrid()] : []),
  ];
}

const precisions = ["1", "1.58", "2", "3", "4", "5", "6", "7", "8", "32"].flatMap((w) =>
  ["2", "3", "4", "8", "32"].map((a) => parsePrecision(`w${w}a${a}`)),
);

/** 5 bits are the first whose levels are looked up in another way. */
const startedPrecisions = ["1", "1.58", "2", "4", "5", "32"].map((w) => parsePrecision(`w${w}a32`));
