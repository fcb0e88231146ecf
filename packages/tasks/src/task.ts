import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { Grid, Network, StepRules } from "qat-core";
import type { DataFiles } from "./data/data-files.ts";

/** The fixed part of a comparison: model, data and recipe. A task knows no method and no engine. */
export interface Task {
  /** The name of its folder: `lenet5-mnist`. */
  readonly name: string;
  readonly title: string;
  readonly network: Network;
  readonly data: DataSource;
  readonly recipe: Recipe;
  /** Of the controlled grid: one codebook a tensor, as where it is absent, or one a column of each weight's last axis. */
  readonly granularity?: Grid["granularity"];
  readonly metric: Metric;
  /** Mean loss of a batch. */
  loss(output: Tensor, target: Tensor): Scalar;
}

/** How a task's network is trained: plain data, and functions of progress. */
export interface Recipe extends StepRules {
  /** The rate in words, for the record: `cosine 0.1 -> 0`. */
  readonly rateName: string;
  /** Of the full budget; need not be whole. */
  readonly epochs: number;
  /** Examples a batch. */
  readonly batchSize: number;
}

/** What a task is scored by, as a mean over examples. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly direction: "higher" | "lower";
  /** Sum over the examples of a batch, inside the engine. */
  total(output: Tensor, target: Tensor): Scalar;
  /**
   * Where the metric is a share of examples that are right: 1 for each of a batch that is, 0 for the others, [batch]. Their
   * sum is `total`. Absent where examples are not simply right or wrong.
   */
  correct?(output: Tensor, target: Tensor): Tensor1D;
  /** The metric, from the sum over all examples. */
  value(total: number, examples: number): number;
}

export interface DataSource {
  readonly name: string;
  /** The files that it is read from; absent where it is computed. */
  readonly files?: DataFiles;
  /**
   * SHA-256 over the data as it is now, right or not: cheap, without decoding, and the same wherever it lies. Part of
   * every cell's key.
   * @throws {InputError} when a file is missing or unreadable
   */
  fingerprint(): Promise<string>;
  /**
   * @param seed of the split into training and validation examples
   * @param trainOn which of them are trained on; `split` where it is absent
   * @throws {InputError} when a file is missing, truncated or altered
   */
  load(seed: number, trainOn?: TrainOn): Promise<Dataset>;
}

/**
 * `split`: some of the published training examples are held out for validation. `full`: all of them are trained on, as
 * papers do, and nothing is left to validate on.
 */
export type TrainOn = "split" | "full";

/** Three parts that never overlap. Test examples are touched once, by the judge. */
export interface Dataset {
  readonly train: Examples;
  /** Without examples where all were to be trained on. */
  readonly validation: Examples;
  readonly test: Examples;
}

export interface Examples {
  readonly count: number;
  /**
   * Where examples continue each other, how many run side by side: example i + streams goes on where example i ends, and a
   * batch is `streams` consecutive ones, in their own order. A multiple of it is `count`. Absent where each stands alone.
   */
  readonly streams?: number;
  /**
   * The examples at `indices`, in that order, as tensors that the caller disposes.
   * @param indices from 0 to count - 1
   * @param augmentation absent where examples are scored; a task without augmentation leaves it unread
   * @throws {RangeError} when an index is outside
   */
  batch(
    indices: ArrayLike<number>,
    augmentation?: { readonly seed: number },
  ): { readonly input: Tensor; readonly target: Tensor };
}
