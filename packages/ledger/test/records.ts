import {
  type Attempt,
  type Cell,
  type CellRecord,
  type CompletedRecord,
  hashFields,
  keyOf,
  type Manifest,
  recordVersion,
} from "../src/index.ts";

/** A completed record with everything in it; tests change what they are about. */
export function completedRecord(changes: Partial<CompletedRecord> = {}): CompletedRecord {
  return {
    version: recordVersion,
    key: "0123456789abcdef0123456789abcdef",
    cell: {
      variant: "ste",
      task: "lenet5-mnist",
      track: "controlled",
      budget: 1,
      trainOn: "split",
      precision: "w2a32",
      seed: 1,
      device: "wasm",
    },
    keyParts: { program: "a1", data: "b2" },
    provenance: { commit: "c0ffee", dirty: false, dirtyHash: null, lockfile: "d4" },
    configuration: { grid: "uniform-4", steps: 10, options: {} },
    seeds: { initial: 1, order: 2 },
    data: { name: "mnist", sha256: "e5" },
    engine: { kind: "wasm", version: "4.22.0" },
    hardware: { cpu: "a processor", cores: 2, memoryBytes: 2 ** 34, platform: "linux x64", node: "v20.20.2" },
    startedAt: "2026-01-02T03:04:05.000Z",
    attempts: [],
    status: "completed",
    curves: [
      {
        name: "loss",
        points: [
          [1, 2.3],
          [10, 0.4],
        ],
      },
    ],
    histograms: [{ step: 10, lowest: -3, highest: 3, latent: [1, 2], live: [0, 3] }],
    latentMap: [
      {
        progress: 1,
        points: [
          [-1, -0.5],
          [1, 0.5],
        ],
      },
    ],
    seconds: { load: 0.5, train: 10, evaluate: 1 },
    steps: 10,
    examplesPerSecond: 128,
    peakMemoryBytes: 2 ** 28,
    metric: { name: "accuracy", unit: "%", direction: "higher", value: 97.5, examples: 10_000 },
    correct: null,
    size: { bytes: 16_000, floatBytes: 250_000 },
    flatness: { radius: 0.2, rise: 0.05, draws: 8, examples: 1000 },
    weightHash: "f6",
    repeatability: "not repeated",
    ...changes,
  };
}

/** A completed record under the key that its parts make, as runs leave it. */
export function keyedRecord(cell: Partial<Cell> = {}, changes: Partial<CompletedRecord> = {}): CompletedRecord {
  const record = completedRecord();
  const described = { ...record.cell, ...cell };
  const keyParts = { ...record.keyParts, ...changes.keyParts, cell: hashFields(described) };
  return { ...record, ...changes, cell: described, keyParts, key: keyOf(keyParts) };
}

/** What the same cell leaves when it fails. */
export function failedRecord(
  { cell, key, keyParts, provenance, data, engine, hardware }: CompletedRecord,
  startedAt: string,
  reason: string,
  attempts: readonly Attempt[] = [],
): CellRecord {
  return {
    ...{ version: recordVersion, key, cell, keyParts, provenance, data, engine, hardware, startedAt },
    ...{ configuration: {}, seeds: {}, attempts: [...attempts] },
    ...{ status: "failed", stage: "train", reason, detail: "", log: "" },
  };
}

/** A run that covered keys. */
export function manifestOf(id: string, at: string, keys: readonly string[], changes: Partial<Manifest> = {}): Manifest {
  const sources = { commit: "c0ffee", dirty: false, dirtyHash: null };
  return { version: 1, id, at, suite: "smoke", ...sources, keys: [...keys], ...changes };
}
