import { createHash } from "node:crypto";
import {
  type Cell,
  type CellRecord,
  hashFields,
  keyOf,
  type LedgerContents,
  type Manifest,
  recordSchema,
  recordVersion,
} from "qat-ledger";

/** What a made-up ledger is like. */
export interface MadeLedger {
  readonly commits: number;
  readonly variants: readonly string[];
  readonly tasks: readonly string[];
  readonly precisions: readonly string[];
  readonly seeds: number;
  /** Share of cells that do not complete, in turn in each way in which that can be. */
  readonly failures: number;
  /** Share of rows whose code changes from one commit to the next; the others are cached. */
  readonly changes: number;
  /** By how many points the figures of one variant fall at one commit: a regression. */
  readonly regression?: { readonly variant: string; readonly commit: number; readonly points: number };
}

export const small: MadeLedger = {
  commits: 3,
  variants: ["float", "alpha", "alpha/fast", "beta", "gamma"],
  tasks: ["lenet5-mnist", "lstm-brown"],
  precisions: ["w1a32", "w2a32"],
  seeds: 3,
  failures: 0.08,
  changes: 0.4,
};

export const taskTitles = [
  { name: "lenet5-mnist", title: "LeNet-5 on MNIST", metric: { name: "accuracy", unit: "%", direction: "higher" } },
  {
    name: "lstm-brown",
    title: "LSTM on the Brown corpus",
    metric: { name: "perplexity", unit: "", direction: "lower" },
  },
] as const;

const day = 86_400_000;
const begin = Date.parse("2026-01-01T02:00:00.000Z");

/** Records and manifests as runs leave them, all valid; the same for the same description. */
export function makeLedger(made: MadeLedger): LedgerContents {
  const records = new Map<string, CellRecord>();
  const manifests: Manifest[] = [];
  const programs = new Map<string, number>();
  for (let commit = 0; commit < made.commits; commit++) {
    const at = new Date(begin + commit * day).toISOString();
    const sha = sha1(`commit ${commit}`);
    const keys = cellsOf(made).map((cell) => {
      const row = JSON.stringify([cell.variant, cell.task, cell.precision]);
      if (cell.seed === 0 && (commit === 0 || chance(`change ${commit} ${row}`) < made.changes))
        programs.set(row, commit);
      const since = programs.get(row) ?? 0;
      const record = makeRecord(cell, made, since, sha1(`commit ${since}`), begin + since * day);
      records.set(record.key, records.get(record.key) ?? record);
      return record.key;
    });
    manifests.push({
      version: 1,
      id: `run-${commit}`,
      at,
      suite: "made",
      commit: sha,
      dirty: false,
      dirtyHash: null,
      keys,
    });
  }
  return { records, manifests };
}

function cellsOf({ variants, tasks, precisions, seeds }: MadeLedger): Cell[] {
  return tasks.flatMap((task) =>
    variants.flatMap((variant) =>
      (variant === "float" ? ["w32a32"] : precisions).flatMap((precision) =>
        Array.from({ length: seeds }, (_, seed): Cell => {
          const setting = { track: "controlled", budget: 1, trainOn: "split", device: "wasm" } as const;
          return { variant, task, precision, seed, ...setting };
        }),
      ),
    ),
  );
}

function makeRecord(cell: Cell, made: MadeLedger, since: number, commit: string, at: number): CellRecord {
  const keyParts = {
    program: sha256(`program ${cell.variant} ${since}`),
    data: sha256(cell.task),
    cell: hashFields(cell),
  };
  const key = keyOf(keyParts);
  const common = {
    ...{ version: recordVersion, key, cell, keyParts },
    provenance: { commit, dirty: false, dirtyHash: null, lockfile: sha256("lockfile") },
    configuration: { options: {}, grid: `uniform-${cell.precision}`, optimizer: "sgd-momentum-0.9", epochs: 2 },
    seeds: { initial: 1000 + cell.seed, order: 2000 + cell.seed },
    data: { name: cell.task, sha256: sha256(cell.task) },
    engine: { kind: "wasm", version: "4.22.0", threads: 1 },
    hardware: { cpu: "AMD EPYC", cores: 2, memoryBytes: 2 ** 34, platform: "linux x64", node: "v20.20.2" },
    ...{ startedAt: new Date(at + cell.seed * 1000).toISOString(), attempts: [] },
  };
  const trained = {
    ...{ curves: curvesOf(key), histograms: [], latentMap: [] },
    seconds: { load: 0.5, train: 30 + 20 * chance(`time ${cell.variant}`), evaluate: 2 },
    ...{ steps: 400, examplesPerSecond: 12_000, peakMemoryBytes: 6e8 },
  };
  if (chance(`failure ${key}`) < made.failures) {
    return recordSchema.parse({ ...common, ...incomplete(key, trained) });
  }
  const size = { bytes: sizeOf(cell.precision), floatBytes: 246_824 };
  const metric = { ...metricOf(cell.task), value: scoreOf(cell, made, since), examples: 10_000 };
  return recordSchema.parse({
    ...{ ...common, ...trained, status: "completed", metric, size, flatness: null, correct: correctOf(key, metric) },
    ...{ weightHash: sha256(`weights ${key}`), repeatability: "not repeated" },
  });
}

/** As many examples right as the metric says, in a run that begins anywhere; none of a perplexity. */
function correctOf(key: string, { unit, value, examples }: { unit: string; value: number; examples: number }) {
  if (unit !== "%") return null;
  const bytes = Buffer.alloc(examples / 8);
  const first = Math.floor(examples * chance(`examples ${key}`));
  for (let i = 0; i < Math.round((value / 100) * examples); i++) {
    const example = (first + i) % examples;
    bytes[example >> 3] = (bytes[example >> 3] ?? 0) | (1 << (example & 7));
  }
  return bytes.toString("base64");
}

function incomplete(key: string, trained: object): object {
  const reason = { reason: "Error: no codebook for fc1.kernel", detail: "thrown in settle()" };
  const ways = [
    { ...trained, ...reason, status: "diverged", reason: "loss is NaN", step: 59 },
    { ...reason, status: "failed", stage: "train", log: "epoch 1 of 2" },
    { ...reason, status: "timed-out", reason: "no end after its time limit", limitSeconds: 300 },
    {
      ...trained,
      status: "disqualified",
      reason: "2 codebooks have too many levels",
      proof: ["fc1: 5 codes, 4 allowed"],
    },
    { status: "skipped", reason: "supports 1 to 8 bits" },
  ];
  return ways[Math.floor(chance(`way ${key}`) * ways.length)] as object;
}

function scoreOf(cell: Cell, { regression }: MadeLedger, since: number): number {
  const bits = bitsOf(cell.precision);
  const own = 1.5 * chance(`skill ${cell.variant} ${cell.task}`);
  const lost = cell.variant === "float" ? 0 : (2 + own) / bits;
  const noise = 0.5 * (chance(`noise ${JSON.stringify(cell)} ${since}`) - 0.5);
  const fell = regression?.variant === cell.variant && since >= regression.commit ? regression.points : 0;
  const score = 98.5 - lost + noise - fell;
  return cell.task.startsWith("lstm") ? 100 + 10 * (100 - score) : Math.round(100 * score) / 100;
}

/** Tasks of words are scored by perplexity, all others by accuracy. */
function metricOf(task: string) {
  return task.startsWith("lstm")
    ? { name: "perplexity", unit: "", direction: "lower" }
    : { name: "accuracy", unit: "%", direction: "higher" };
}

function curvesOf(key: string) {
  const steps = Array.from({ length: 100 }, (_, index) => 4 * (index + 1));
  const phase = 10 * chance(key);
  const loss = (step: number) => (0.1 + 2.2 * Math.exp(-step / 60)) * (1 + 0.1 * Math.sin(step / 7 + phase));
  return [
    { name: "loss", points: steps.map((step) => [step, loss(step)]) },
    { name: "validation", points: steps.filter((step) => step % 40 === 0).map((step) => [step, 98 - 20 * loss(step)]) },
  ];
}

function sizeOf(precision: string): number {
  return Math.round((61_706 * bitsOf(precision)) / 8 + 940);
}

function bitsOf(precision: string): number {
  return Number(/^w(.*)a/.exec(precision)?.[1] ?? 32);
}

/** A number in [0, 1) that follows from a text. */
function chance(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16) / 2 ** 32;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
