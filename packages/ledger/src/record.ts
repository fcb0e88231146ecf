import { z } from "zod";
import { cellSchema } from "./cell.ts";
import { correctBytes } from "./correct.ts";

/** The version of the record's schema; readers refuse a newer one. */
export const recordVersion = 4;

const json: z.ZodType<unknown> = z.json();
const seconds = z.number().nonnegative();

/** A curve over training: [step, value] pairs, thinned to at most 200. */
const curveSchema = z.strictObject({
  name: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])).max(200),
});

/** How the weights of all quantized tensors lay at one step, in units of their tensor's root mean square latent. */
const histogramSchema = z.strictObject({
  step: z.int(),
  /** Edges of the first and the last bin; all bins are equally wide, and the outermost hold what lies beyond. */
  lowest: z.number(),
  highest: z.number(),
  latent: z.array(z.int()).max(200),
  live: z.array(z.int()).max(200),
});

/** What latent weights become, without any gradient: [latent, live] pairs after a share of training. */
const latentMapSchema = z.strictObject({
  progress: z.number(),
  points: z.array(z.tuple([z.number(), z.number()])).max(200),
});

const attemptSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  status: z.enum(["completed", "diverged", "failed", "timed-out", "disqualified"]),
  /** Why, where it did not complete. */
  reason: z.string().optional(),
  /** What it ended with, where it completed. */
  weightHash: z.string().optional(),
});

/** What every record holds, whatever became of its cell. */
const common = {
  version: z.literal(recordVersion),
  key: z.string().regex(/^[0-9a-f]{32}$/),
  cell: cellSchema,
  /** Hashes of the parts that the key was made of, so that two keys can be told apart. */
  keyParts: z.record(z.string(), z.string()),
  provenance: z.strictObject({
    commit: z.string().nullable(),
    dirty: z.boolean(),
    /** Hash of the changes against the commit, null where there are none. */
    dirtyHash: z.string().nullable(),
    lockfile: z.string(),
  }),
  /** The method's options, grid, recipe and step count: plain data, for readers. */
  configuration: z.record(z.string(), json),
  /** Each named seed that the run used. */
  seeds: z.record(z.string(), z.number()),
  data: z.strictObject({ name: z.string(), sha256: z.string() }),
  engine: z.record(z.string(), z.union([z.string(), z.number()])),
  hardware: z.strictObject({
    cpu: z.string(),
    cores: z.int(),
    memoryBytes: z.number(),
    platform: z.string(),
    node: z.string(),
  }),
  /** When this attempt began. */
  startedAt: z.iso.datetime(),
  /** Other attempts at the same cell, oldest first: earlier ones, and what ledgers that were merged had. */
  attempts: z.array(attemptSchema),
};

/** What a run that trained leaves behind. */
const trained = {
  curves: z.array(curveSchema),
  histograms: z.array(histogramSchema).max(20),
  latentMap: z.array(latentMapSchema).max(10),
  /** Wall time, in parts; a resumed cell's parts are sums over its processes. */
  seconds: z.strictObject({ load: seconds, train: seconds, evaluate: seconds }),
  steps: z.int(),
  examplesPerSecond: z.number(),
  peakMemoryBytes: z.number(),
};

const failure = { reason: z.string(), detail: z.string() };

export const recordSchema = z.discriminatedUnion("status", [
  z
    .strictObject({
      ...common,
      ...trained,
      status: z.literal("completed"),
      metric: z.strictObject({
        name: z.string(),
        unit: z.string(),
        direction: z.enum(["higher", "lower"]),
        /** Of the rebuilt network on the whole test set. */
        value: z.number(),
        examples: z.int(),
      }),
      /**
       * Which test examples it has right, so that two networks can be compared on each: a bit an example, in the order of the
       * published files, as `correctOf` reads it. Null where examples are not right or wrong, and in older records.
       */
      correct: z.base64().nullable(),
      size: z.strictObject({
        /** Codes, codebooks and every float tensor. */
        bytes: z.int(),
        /** The same network with every parameter in 32-bit floating point. */
        floatBytes: z.int(),
      }),
      /** Null where it was not measured. */
      flatness: z
        .strictObject({
          /** Size of the perturbation, in units of each tensor's root mean square weight. */
          radius: z.number(),
          /** By how much the mean training loss rises under it, on average over the draws. */
          rise: z.number(),
          draws: z.int(),
          examples: z.int(),
        })
        .nullable(),
      /** SHA-256 of the exported network. */
      weightHash: z.string(),
      /** Whether repeated runs of this cell ended in the same weights. */
      repeatability: z.enum(["not repeated", "bit-identical", "different"]),
    })
    .refine(
      ({ correct, metric }) =>
        correct === null || Buffer.byteLength(correct, "base64") === correctBytes(metric.examples),
      "correct needs a bit for each of the metric's examples",
    ),
  z.strictObject({ ...common, ...trained, ...failure, status: z.literal("diverged"), step: z.int() }),
  z.strictObject({
    ...common,
    ...trained,
    status: z.literal("disqualified"),
    reason: z.string(),
    proof: z.array(z.string()),
  }),
  z.strictObject({
    ...common,
    ...failure,
    status: z.literal("failed"),
    stage: z.enum(["start", "load", "train", "export", "judge"]),
    /** The end of what its process printed. */
    log: z.string(),
  }),
  z.strictObject({ ...common, ...failure, status: z.literal("timed-out"), limitSeconds: z.number() }),
  z.strictObject({ ...common, status: z.literal("skipped"), reason: z.string() }),
]);

/** One JSON file a cell: everything needed to read, check and repeat it. */
export type CellRecord = z.infer<typeof recordSchema>;
export type CompletedRecord = Extract<CellRecord, { status: "completed" }>;
export type Curve = z.infer<typeof curveSchema>;
export type WeightHistogram = z.infer<typeof histogramSchema>;
export type LatentMap = z.infer<typeof latentMapSchema>;
export type Attempt = z.infer<typeof attemptSchema>;

/** Failed and timed-out cells are tried again by the next run; every other record is final. */
export function isFinal(record: CellRecord): boolean {
  return record.status !== "failed" && record.status !== "timed-out";
}
