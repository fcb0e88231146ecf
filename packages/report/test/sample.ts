import type { MethodInput, PlannedCell, ReportInput } from "../src/index.ts";
import * as make from "./records.ts";
import { bell, makeHistograms, makeLatentMap, noisy, steeper } from "./weights.ts";

export const precisions = ["w1a32", "w1.58a32", "w2a32", "w4a32"] as const;

/** What each method loses against float at each precision, in percentage points. */
const losses: Record<string, readonly number[]> = {
  ste: [1.62, 1.1, 0.61, 0.22],
  parq: [1.21, 0.84, 0.5, 0.12],
  "binary-relax": [1.4, 0.97, 0.55, 0.18],
  proxquant: [1.55, 1.02, 0.66, 0.25],
  "noise-tempering": [1.33, 0.9, 0.47, 0.09],
  "tr-scheduling": [1.48, 0.95, 0.58, 0.2],
};

export const methods: MethodInput[] = [
  {
    variant: "fp32",
    title: "Float",
    summary: "The network in 32-bit floating point: what quantization is measured against.",
    options: {},
    start: "scratch",
  },
  {
    variant: "ste",
    title: "STE",
    summary: "The forward pass sees the quantized weights; the gradient passes to the latent weights as if it had not.",
    options: { clips: false },
    start: "scratch",
    paper: {
      authors: "Bengio, L\u00e9onard, Courville",
      title: "Estimating or Propagating Gradients Through Stochastic Neurons for Conditional Computation",
      year: 2013,
      arxiv: "1308.3432",
    },
  },
  ...Object.entries({
    parq: "PARQ",
    "binary-relax": "BinaryRelax",
    proxquant: "ProxQuant",
    "noise-tempering": "Noise tempering",
    "tr-scheduling": "TR scheduling",
  }).map(([variant, title]) => ({
    variant,
    title,
    summary: `${title} draws the latent weights towards the grid as training proceeds.`,
    options: { start: 0, end: 0.75 },
    start: "float" as const,
  })),
];

/** The suite as a user sees it: 25 cells, of which each way not to complete happened once. */
export function makeSample(): ReportInput {
  const float = make.makeCell({ variant: "fp32", precision: "w32a32" });
  const cells = [make.planned(float, make.completed(float, 98.97))];
  for (const [variant, lost] of Object.entries(losses)) {
    precisions.forEach((precision, index) => {
      const cell = make.makeCell({ variant, precision });
      cells.push(make.planned(cell, make.completed(cell, 98.97 - (lost[index] ?? 0), ownParts(variant, cell))));
    });
  }
  replace(cells, "proxquant", "w1.58a32", make.skipped);
  replace(cells, "parq", "w4a32", make.failed);
  replace(cells, "noise-tempering", "w1a32", make.diverged);
  replace(cells, "binary-relax", "w4a32", make.timedOut);
  replace(cells, "tr-scheduling", "w2a32", make.disqualified);
  replace(cells, "tr-scheduling", "w4a32", () => null);
  return {
    suite: {
      name: "smoke",
      title: "Smoke: LeNet-5 on MNIST",
      description: "Every installed method on one small task, to see in minutes that all of it works.",
      reference: "fp32",
    },
    methods,
    tasks: [{ name: "lenet5-mnist", title: "LeNet-5 on MNIST" }],
    cells,
    git: {
      commit: make.commit,
      dirty: false,
      committedAt: "2026-11-21T08:00:00Z",
      subject: "Declare the method interface",
    },
    generatedAt: "2026-11-21T10:00:00.000Z",
  };
}

/** The suite with one thing changed. */
export function sampleWith(change: Partial<ReportInput>): ReportInput {
  return { ...makeSample(), ...change };
}

/** What only some methods record; those without histograms have records of an older version. */
function ownParts(variant: string, cell: Parameters<typeof make.completed>[0]) {
  const curves = (...own: { name: string; points: [number, number][] }[]) => ({
    curves: [...make.completed(cell, 98).curves, ...own],
  });
  const bits = Number(/^w(.*)a/.exec(cell.precision)?.[1] ?? 32);
  const curve = (name: string, at: (index: number) => number) => ({
    name,
    points: Array.from({ length: 40 }, (_, index): [number, number] => [10 * index, at(index)]),
  });
  const signs = (bin: number) => (bin === 20 || bin === 39 ? 5000 : 0);
  switch (variant) {
    case "ste":
      return {
        ...curves(curve("sign changes", (index) => index / 400)),
        histograms: makeHistograms(signs),
        latentMap: makeLatentMap((latent) => (latent < 0 ? -1 : 1)),
      };
    case "parq":
      return {
        ...curves(
          curve("inverse slope", (index) => 1 / (1 + Math.exp((index - 20) / (2 + bits)))),
          curve("sign changes", (index) => index / 200),
          curve("distance to grid", (index) => 0.5 - index / 80),
        ),
        histograms: makeHistograms((bin, progress) => (progress < 0.75 ? bell(bin) + 1 : signs(bin))),
        latentMap: makeLatentMap(steeper),
      };
    case "binary-relax":
      return curves(curve("lambda", (index) => 1.02 ** (index * (1 + bits))));
    case "noise-tempering":
      return { histograms: makeHistograms(signs), latentMap: makeLatentMap(noisy) };
    case "proxquant":
      return { histograms: makeHistograms(bell), latentMap: makeLatentMap((latent) => latent) };
    case "tr-scheduling":
      return curves(
        curve("transition rate", (index) => 0.005 * (1 - index / 40) + 0.001 * Math.sin(index)),
        curve("target transition rate", (index) => 0.005 * (1 - index / 40)),
        curve("step (rms)", (index) => 1 + index),
      );
    default:
      return {};
  }
}

function replace(
  cells: PlannedCell[],
  variant: string,
  precision: string,
  record: (cell: PlannedCell["cell"]) => PlannedCell["record"],
): void {
  const index = cells.findIndex(({ cell }) => cell.variant === variant && cell.precision === precision);
  const cell = make.makeCell({ variant, precision });
  cells[index] = make.planned(cell, record(cell));
}
