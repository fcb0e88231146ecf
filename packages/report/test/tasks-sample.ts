import { type PublishedFigure, publishedFigureSchema } from "qat-claims";
import type { Cell, CompletedRecord } from "qat-ledger";
import type { PlannedCell, ReportInput, TaskInput } from "../src/index.ts";
import * as make from "./records.ts";
import { sampleWith } from "./sample.ts";

const accuracy = { name: "accuracy", unit: "%", direction: "higher" } as const;
const perplexity = { name: "perplexity", unit: "", direction: "lower" } as const;

export const tasks: readonly TaskInput[] = [
  { name: "lenet5-mnist", title: "LeNet-5 on MNIST", metric: accuracy },
  { name: "resnet8-fashion", title: "ResNet-8 on Fashion-MNIST", metric: accuracy },
  { name: "resnet20-cifar10", title: "ResNet-20 on CIFAR-10", metric: accuracy },
  { name: "lstm-brown", title: "LSTM on the Brown corpus", metric: perplexity },
];

/** Parameters of each task's network: its bytes follow. */
const weights: Record<string, number> = {
  "lenet5-mnist": 61_706,
  "resnet8-fashion": 78_042,
  "resnet20-cifar10": 272_474,
  "lstm-brown": 6_731_200,
};

/** Figures by task, variant and precision, one a seed from 0 on; null for a run that diverged, undefined for none yet. */
const figures: Record<string, Record<string, Record<string, readonly (number | null | undefined)[]>>> = {
  "lenet5-mnist": {
    fp32: { w32a32: [98.97] },
    ste: { w1a32: [97.35], w2a32: [98.36] },
    parq: { w1a32: [97.76], w2a32: [98.47] },
    proxquant: { w1a32: [97.42], w2a32: [98.31] },
  },
  "resnet8-fashion": {
    fp32: { w32a32: [91.9, 91.7, 92.0] },
    ste: { w1a32: [88.1, 87.6, 88.3], w2a32: [90.2, 90.4, 90.1] },
    parq: { w1a32: [90.5, 90.2, 90.6], w2a32: [90.6, 90.3, 90.5] },
    proxquant: { w1a32: [87.2, 86.8, 87.1], w2a32: [89.9, null, 90.0] },
  },
  "resnet20-cifar10": {
    fp32: { w32a32: [91.72, 91.9, 91.81] },
    ste: { w1a32: [89.4, 89.71, 89.62], w2a32: [91.1, 91.35, 91.2] },
    parq: { w1a32: [90.42, 90.31, 90.69], w2a32: [undefined, undefined, undefined] },
    proxquant: { w1a32: [89.0, 89.3, 88.9], w2a32: [90.7, 90.9, 91.0] },
  },
  "lstm-brown": {
    fp32: { w32a32: [181.2, 180.1, 182.4] },
    ste: { w1a32: [240.5, 243.1, 238.2], w2a32: [205.3, 203.8, 206.1] },
    parq: { w1a32: [228.4, 231.2, 226.3], w2a32: [198.2, 197.5, 199.9] },
    proxquant: { w1a32: [251.0, 256.3, 249.7], w2a32: [204.1, 204.9, 203.3] },
  },
};

const parq = { name: "Jin et al. 2025, PARQ", arxiv: "2503.15748", where: "table 1" };
const publish = (variant: string, precision: string, value: number, rest: object = {}): PublishedFigure =>
  publishedFigureSchema.parse({ variant, task: "resnet20-cifar10", precision, value, source: parq, ...rest });

/** Table 1 of arXiv 2503.15748; its float network has no spread there. */
export const published: readonly PublishedFigure[] = [
  publish("fp32", "w32a32", 91.82),
  publish("ste", "w1a32", 89.56, { spread: 0.18, runs: 3 }),
  publish("ste", "w2a32", 91.22, { spread: 0.15, runs: 3 }),
  publish("parq", "w1a32", 90.48, { spread: 0.26, runs: 3 }),
  publish("parq", "w2a32", 91.71, { spread: 0.03, runs: 3 }),
];

/** A completed cell with a figure in its task's metric, and a size that its precision gives it. */
export function completedAt(cell: Cell, value: number, change: Partial<CompletedRecord> = {}): CompletedRecord {
  const metric = tasks.find(({ name }) => name === cell.task)?.metric ?? accuracy;
  const parameters = weights[cell.task] ?? 1000;
  const bits = Number(/^w(.*)a/.exec(cell.precision)?.[1] ?? 32);
  const size = { bytes: Math.round((parameters * bits) / 8), floatBytes: 4 * parameters };
  const data = { name: cell.task.split("-")[1] ?? "", sha256: make.sha256(cell.task) };
  return make.completed(cell, value, { metric: { ...metric, value, examples: 10_000 }, size, data, ...change });
}

/** A suite with tasks of two metrics, of one seed and of several, and with published figures for one of them. */
export function makeTasksSample(change: Partial<ReportInput> = {}): ReportInput {
  const cells = Object.entries(figures).flatMap(([task, variants]) =>
    Object.entries(variants).flatMap(([variant, byPrecision]) =>
      Object.entries(byPrecision).flatMap(([precision, values]) =>
        values.map((value, seed): PlannedCell => {
          const cell = make.makeCell({ task, variant, precision, seed, budget: task === "lstm-brown" ? 0.1 : 1 });
          if (value === undefined) return make.planned(cell, null);
          return make.planned(cell, value === null ? make.diverged(cell) : completedAt(cell, value));
        }),
      ),
    ),
  );
  const suite = {
    name: "tasks",
    title: "Four tasks",
    description: "Networks for pictures and for words, side by side.",
    reference: "fp32",
    published,
  };
  return sampleWith({ suite, tasks, cells, ...change });
}
