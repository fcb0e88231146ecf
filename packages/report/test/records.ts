import { createHash } from "node:crypto";
import { type Cell, type CellRecord, type CompletedRecord, recordSchema, recordVersion } from "qat-ledger";
import type { PlannedCell } from "../src/index.ts";

export const commit = "3f9c2a7d5e8b1c4f6a0d9e8b7c6a5f4e3d2c1b0a";
export const lockfile = sha256("lockfile");

const hardware = {
  cpu: "AMD EPYC 7B13",
  cores: 2,
  memoryBytes: 8_323_600_384,
  platform: "linux-x64",
  node: "20.20.2",
};
const trained = {
  steps: 400,
  examplesPerSecond: 14_210.4,
  peakMemoryBytes: 612_400_000,
  histograms: [],
  latentMap: [],
};

/** A cell of the smoke suite, with what a test wants different. */
export function makeCell(change: Partial<Cell> = {}): Cell {
  const cell: Cell = {
    variant: "ste",
    task: "lenet5-mnist",
    track: "controlled",
    budget: 0.1,
    trainOn: "split",
    precision: "w2a32",
    seed: 0,
    device: "wasm",
  };
  return { ...cell, ...change };
}

export function keyOf(cell: Cell): string {
  return sha256(JSON.stringify(cell)).slice(0, 32);
}

/** A cell in a plan, with its record or none. */
export function planned(cell: Cell, record: CellRecord | null): PlannedCell {
  const command = `npx qat-bench run --method ${cell.variant} --task ${cell.task} --precision ${cell.precision} --seed ${cell.seed}`;
  return { cell, key: keyOf(cell), record, command };
}

/** One planned cell a score, of seeds from 0 on; null for one that diverged, undefined for one without a record. */
export function plan(
  ...rows: readonly (readonly [variant: string, precision: string, ...scores: (number | null | undefined)[]])[]
): PlannedCell[] {
  return rows.flatMap(([variant, precision, ...scores]) =>
    scores.map((score, seed) => {
      const cell = makeCell({ variant, precision, seed });
      return planned(cell, score === undefined ? null : score === null ? diverged(cell) : completed(cell, score));
    }),
  );
}

type Change<S extends CellRecord["status"]> = Partial<Extract<CellRecord, { status: S }>>;

/** A record that the schema accepts: a run that completed with a score. */
export function completed(cell: Cell, value: number, change: Change<"completed"> = {}): CompletedRecord {
  const bits = Number(/^w(.*)a/.exec(cell.precision)?.[1] ?? 32);
  const record = {
    ...common(cell),
    ...trained,
    status: "completed",
    metric: { name: "accuracy", unit: "%", direction: "higher", value, examples: 10_000 },
    size: { bytes: Math.round((61_706 * Math.ceil(bits)) / 8 + 940), floatBytes: 246_824 },
    correct: null,
    weightHash: sha256(`weights ${JSON.stringify(cell)}`),
    repeatability: "not repeated",
    seconds: { load: 0.8, train: 38.4, evaluate: 2.1 },
    curves: makeCurves(cell, value),
    flatness: { radius: 0.2, rise: 0.031, draws: 8, examples: 1_000 },
    ...change,
  };
  return recordSchema.parse(record) as CompletedRecord;
}

export function diverged(cell: Cell, change: Change<"diverged"> = {}): CellRecord {
  const seconds = { load: 0.8, train: 4.2, evaluate: 0 };
  const curves = makeCurves(cell, 20).map((curve) => ({ ...curve, points: curve.points.slice(0, 30) }));
  const reason = { reason: "loss is NaN", detail: "loss 4.1e+12 at step 58, NaN at step 59", step: 59 };
  return recordSchema.parse({ ...common(cell), ...trained, status: "diverged", seconds, curves, ...reason, ...change });
}

export function disqualified(cell: Cell, change: Change<"disqualified"> = {}): CellRecord {
  const seconds = { load: 0.8, train: 40, evaluate: 0 };
  const proof = ["conv1.kernel: 5 distinct codes, 4 are allowed", "fc2.kernel: 7 distinct codes, 4 are allowed"];
  const failure = { reason: "2 codebooks have too many levels", proof };
  const rest = { ...trained, status: "disqualified", seconds, curves: makeCurves(cell, 97), ...failure, ...change };
  return recordSchema.parse({ ...common(cell), ...rest });
}

export function failed(cell: Cell, change: Change<"failed"> = {}): CellRecord {
  const reason = "Error: [qat:parq] no codebook for fc1.kernel";
  const log = "epoch 1 of 2\nError: [qat:parq] no codebook for fc1.kernel\n    at settle (parq/src/index.ts:41:11)";
  const failure = { status: "failed", reason, detail: "thrown by the method's settle()", stage: "train", log };
  return recordSchema.parse({ ...common(cell), ...failure, ...change });
}

export function timedOut(cell: Cell, change: Change<"timed-out"> = {}): CellRecord {
  const failure = { status: "timed-out", reason: "no end after its time limit", detail: "", limitSeconds: 300 };
  return recordSchema.parse({ ...common(cell), ...failure, ...change });
}

export function skipped(cell: Cell, change: Change<"skipped"> = {}): CellRecord {
  const reason = `${cell.variant} supports 1 to 8 bits, not ${cell.precision}`;
  return recordSchema.parse({ ...common(cell), status: "skipped", reason, ...change });
}

function common(cell: Cell) {
  return {
    version: recordVersion,
    key: keyOf(cell),
    cell,
    keyParts: { program: sha256(cell.variant), suite: sha256("smoke") },
    provenance: { commit, dirty: false, dirtyHash: null, lockfile },
    configuration: {
      options: {},
      grid: { shape: "uniform", levels: 4, granularity: "tensor" },
      recipe: { optimizer: "sgd with momentum 0.9", rate: "cosine 0.1 -> 0", batchSize: 150, epochs: 1 },
    },
    seeds: { init: 1_832_441_007 + cell.seed, order: 921_877_410 + cell.seed, augment: 77_120_331 + cell.seed },
    data: { name: "mnist", sha256: sha256("mnist") },
    engine: { kind: cell.device, version: "4.22.0", threads: 1, simd: "yes" },
    hardware,
    startedAt: "2026-11-21T09:30:00.000Z",
    attempts: [],
  };
}

/** A loss that decays to what the score suggests, and a validation score that rises to it. */
function makeCurves(cell: Cell, value: number): { name: string; points: [number, number][] }[] {
  const phase = Number.parseInt(keyOf(cell).slice(0, 4), 16);
  const wobble = (step: number) => 1 + 0.12 * Math.sin(step / 3.1 + phase) + 0.06 * Math.sin(step * 1.7 + phase);
  const steps = Array.from({ length: 200 }, (_, index) => 2 * (index + 1));
  const floor = (100 - value) / 45;
  return [
    { name: "loss", points: steps.map((step) => [step, (floor + 2.2 * Math.exp(-step / 35)) * wobble(step)]) },
    {
      name: "validation",
      points: steps
        .filter((step) => step % 40 === 0)
        .map((step) => [step, value - 0.2 - 9 * Math.exp(-step / 45) * wobble(step)]),
    },
  ];
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
