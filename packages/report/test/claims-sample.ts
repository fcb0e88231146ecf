import { type Claim, claimSchema } from "qat-claims";
import type { PlannedCell, ReportInput } from "../src/index.ts";
import * as make from "./records.ts";
import { methods, sampleWith } from "./sample.ts";

const seeds = [1, 2, 3, 4, 5];

/** Accuracies of seeds 1 to 5 at one bit; differences to STE are about +1, about 0, about -1, and spread around +1. */
const accuracies: Record<string, readonly number[]> = {
  ste: [96.1, 96.4, 95.9, 96.2, 96.3],
  parq: [97.2, 97.3, 96.9, 97.3, 97.2],
  "binary-relax": [96.2, 96.3, 95.9, 96.3, 96.2],
  proxquant: [95.0, 95.5, 94.9, 95.1, 95.4],
};

function makeClaim(title: string, change: { kind?: string } & Record<string, unknown>): Claim {
  return claimSchema.parse({
    title,
    source: { name: "Jin et al. 2025, PARQ", arxiv: "2503.15748", where: "table 1", reported: "90.48 against 89.56 %" },
    figure: { of: "metric" },
    task: "lenet5-mnist",
    precision: "w1a32",
    kind: "higher",
    ...(change.kind === "within" ? {} : { against: "ste" }),
    ...change,
  });
}

const own = { name: "This suite", where: "acceptance of a method" };

export const claims: readonly Claim[] = [
  makeClaim("PARQ is more accurate than STE", { variant: "parq", note: "On a smaller network." }),
  makeClaim("BinaryRelax is more accurate than STE", { variant: "binary-relax" }),
  makeClaim("ProxQuant is no worse than STE", { variant: "proxquant", kind: "notLower", source: own }),
  makeClaim("PARQ is better by half a point", { variant: "parq", by: 0.5, source: own }),
  makeClaim("The validation of STE stays below 97", {
    variant: "ste",
    kind: "within",
    figure: { of: "curve", curve: "validation", take: "last" },
    bound: 97,
  }),
  makeClaim("TR scheduling is more accurate than STE", { variant: "tr-scheduling" }),
];

/** A suite with a claim of each verdict; one method has a cell that diverged, and one that has not run. */
export function makeClaimsSample(change: Partial<ReportInput> = {}): ReportInput {
  const cells: PlannedCell[] = Object.entries(accuracies).flatMap(([variant, values]) =>
    values.map((value, i) => {
      const cell = make.makeCell({ variant, precision: "w1a32", seed: seeds[i] ?? 0 });
      return make.planned(cell, make.completed(cell, value));
    }),
  );
  for (const seed of seeds) {
    const cell = make.makeCell({ variant: "tr-scheduling", precision: "w1a32", seed });
    cells.push(
      make.planned(cell, seed === 4 ? make.diverged(cell) : seed === 5 ? null : make.completed(cell, 96 + seed / 10)),
    );
  }
  const suite = { name: "claims", title: "Claims on LeNet-5", reference: "fp32", claims };
  return sampleWith({ suite, methods, cells, ...change });
}
