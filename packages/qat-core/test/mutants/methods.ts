import { binaryCodeGrid, type Method, type Variant } from "qat-core";
import {
  answersAlike,
  hasOptionsOfRecord,
  isWellNamed,
  type MethodCheck,
  namesItsPaper,
  publishesGridsOfItsPrecision,
  refusesWithAReason,
  saysWhatItDoes,
  startsWhatItSupports,
  supportsSomething,
} from "qat-core/testing";
import { method as sound } from "../straight-through.ts";
import { straightThrough } from "./mutant.ts";

export interface MethodMutant {
  /** Completes "a method that ...". */
  readonly name: string;
  readonly breaks: MethodCheck;
  readonly message: RegExp;
  readonly method: Method;
}

const mutant = (name: string, breaks: MethodCheck, message: RegExp, wrong: Partial<Method>): MethodMutant => ({
  name,
  breaks,
  message,
  method: { ...sound, ...wrong },
});

const variant = (wrong: Partial<Variant>) => ({ variants: { default: { ...straightThrough, ...wrong } } });
const paper = (wrong: object) => ({ paper: { authors: "A", title: "T", year: 2020, ...wrong } });

let asked = 0;

export const methods = [
  mutant("has no name for a folder", isWellNamed, /"STE_2" is not a name/, { name: "STE_2" }),
  mutant("has a variant without a name", isWellNamed, /"Two words" is not a name/, {
    variants: { default: straightThrough, "Two words": straightThrough },
  }),
  mutant("has no title", isWellNamed, /the title is empty/, { title: " " }),
  mutant("says too little", saysWhatItDoes, /the summary has 4 characters/, { summary: "Good" }),
  mutant("names no paper that can be found", namesItsPaper, /the arXiv id is "abs\/1"/, paper({ arxiv: "abs/1" })),
  mutant("has a paper without a title", namesItsPaper, /the paper lacks its authors or title/, paper({ title: "" })),
  mutant("has a paper of the year 20", namesItsPaper, /the paper's year is 20/, paper({ year: 20 })),
  mutant(
    "has an option that no record keeps",
    hasOptionsOfRecord,
    /option lambda of default is Infinity/,
    variant({ options: { lambda: Number.POSITIVE_INFINITY } }),
  ),
  mutant(
    "refuses without a reason",
    refusesWithAReason,
    /ste at w1a2 on uniform-2 is refused with "no"; expected a reason/,
    variant({ supports: () => ({ supported: false, reason: "no" }) }),
  ),
  mutant(
    "supports nothing",
    supportsSomething,
    /ste supports none of the tested precisions/,
    variant({ supports: () => ({ supported: false, reason: "its author was tired" }) }),
  ),
  mutant(
    "changes its mind",
    answersAlike,
    /asked again of ste at .* on .*; at first it was of/,
    variant({
      supports() {
        asked += 1;
        return asked % 11 === 0 ? { supported: false, reason: "its author was tired" } : { supported: true };
      },
    }),
  ),
  mutant(
    "supports what it cannot start",
    startsWhatItSupports,
    /ste at w1a32 on uniform-2\/channel is supported, and fails to start: one codebook a tensor/,
    variant({
      weights(latents, setup) {
        if (setup.grid.granularity === "channel") throw new Error("one codebook a tensor");
        return straightThrough.weights(latents, setup);
      },
    }),
  ),
  mutant(
    "publishes more levels than are allowed",
    publishesGridsOfItsPrecision,
    /ste publishes 16 levels at w1a2; at most 2 are allowed/,
    variant({ asPublished: { ...straightThrough, grid: () => binaryCodeGrid(4) } }),
  ),
];
