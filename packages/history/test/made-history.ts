import {
  type Cell,
  type CellRecord,
  type CompletedRecord,
  hashFields,
  keyOf,
  type LedgerContents,
  type Manifest,
  recordVersion,
} from "qat-ledger";

/** What a made night found at one seed: the metric's value, or that the cell failed. */
export type Found = number | "failed";

export interface Night {
  readonly commit: string | null;
  /** Days since the first of January 2026. */
  readonly day: number;
  /** By seed. */
  readonly found: Readonly<Record<number, Found>>;
  /** The sources of the cells; another word is another key. */
  readonly program?: string;
  readonly cell?: Partial<Cell>;
  /** Parts of the key beside cell and program. */
  readonly keyParts?: Readonly<Record<string, string>>;
  readonly dirtyHash?: string;
  /** By seed, where weights are not those of their own value and seed. */
  readonly weights?: Readonly<Record<number, string>>;
  readonly metric?: Partial<CompletedRecord["metric"]>;
}

/** A ledger of nights: each a run of all its seeds. */
export function madeHistory(nights: readonly Night[]): LedgerContents {
  const records = new Map<string, CellRecord>();
  const manifests: Manifest[] = nights.map((night, i) => {
    const { commit, dirtyHash = null, found } = night;
    const made = Object.entries(found).map(([seed, value]) => madeRecord(night, Number(seed), value));
    for (const record of made) records.set(record.key, record);
    const sources = { commit, dirty: dirtyHash !== null, dirtyHash };
    return {
      version: 1,
      id: `run-${i}`,
      at: dayOf(night.day),
      suite: "nightly",
      ...sources,
      keys: made.map(({ key }) => key),
    };
  });
  return { records, manifests };
}

export const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();

function madeRecord(night: Night, seed: number, found: Found): CellRecord {
  const { program = "one", keyParts: others = {}, weights = {}, metric = {} } = night;
  const cell: Cell = {
    ...{ variant: "ste", task: "lenet5-mnist", track: "controlled", budget: 1, trainOn: "split" },
    ...{ precision: "w2a32", device: "wasm", ...night.cell, seed },
  };
  const keyParts = { data: "d", engine: "e", start: `s${seed}`, ...others, program, cell: hashFields(cell) };
  const common = {
    version: recordVersion,
    key: keyOf(keyParts),
    cell,
    keyParts,
    provenance: { commit: night.commit, dirty: false, dirtyHash: null, lockfile: "l" },
    configuration: {},
    seeds: {},
    data: { name: "mnist", sha256: keyParts.data },
    engine: { kind: "wasm", version: keyParts.engine },
    hardware: { cpu: "a processor", cores: 2, memoryBytes: 1, platform: "linux x64", node: "v20" },
    startedAt: dayOf(night.day),
    attempts: [],
  } as const;
  if (found === "failed")
    return { ...common, attempts: [], status: "failed", stage: "train", reason: "thrown", detail: "", log: "" };
  return {
    ...common,
    attempts: [],
    ...{ curves: [], histograms: [], latentMap: [], seconds: { load: 0, train: 1, evaluate: 0 } },
    ...{
      steps: 1,
      examplesPerSecond: 1,
      peakMemoryBytes: 1,
      size: { bytes: 1, floatBytes: 32 },
      flatness: null,
      correct: null,
    },
    status: "completed",
    metric: { name: "accuracy", unit: "%", direction: "higher", value: found, examples: 10_000, ...metric },
    weightHash: weights[seed] ?? `${program} ${seed} ${found}`,
    repeatability: "not repeated",
  };
}
