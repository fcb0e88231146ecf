import type { CellRecord, Ledger } from "qat-ledger";
import {
  type Execution,
  type ExecutionEvent,
  execute,
  type Plan,
  type PlannedCell,
  type Provenance,
  type Workspace,
} from "qat-runner";

export type SideName = "base" | "head";

/** A side whose cells can be trained. */
export interface TrainedSide {
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly provenance: Provenance;
}

/** A cell of one side. */
export interface SideCell {
  readonly side: SideName;
  readonly planned: PlannedCell;
}

export interface TrainerOptions {
  readonly sides: Readonly<Partial<Record<SideName, TrainedSide>>>;
  readonly ledger: Ledger;
  readonly slots: Execution["slots"];
  /** Wall time for training, in milliseconds, from when the first cell starts. */
  readonly budgetMilliseconds: number;
  readonly signal: AbortSignal;
  onEvent(event: TrainerEvent): void;
}

/** What a trainer does, as it happens. */
export type TrainerEvent =
  /** So many cells more are to be trained, or found in the ledger. */
  | { readonly type: "queued"; readonly cells: number }
  /** One of them is done. */
  | { readonly type: "settled" }
  | { readonly type: "cell"; readonly side: SideName; readonly event: ExecutionEvent };

/** Trains cells of both sides into one ledger, as long as the budget lasts. */
export interface Trainer {
  /**
   * Trains those that have no record yet, in this order, as many at once as there are slots. When the budget ends,
   * what runs is dropped and nothing more begins.
   */
  train(cells: readonly SideCell[]): Promise<void>;
  /** What is known by key: trained here, or found in the ledger. */
  readonly records: ReadonlyMap<string, CellRecord>;
  /** Keys that this trainer trained. */
  readonly trained: ReadonlySet<string>;
  /** Milliseconds that are left; all, before the first cell starts. */
  left(): number;
}

export function openTrainer({ sides, ledger, slots, budgetMilliseconds, signal, onEvent }: TrainerOptions): Trainer {
  const records = new Map<string, CellRecord>();
  const trained = new Set<string>();
  const budget = new AbortController();
  const stop = AbortSignal.any([signal, budget.signal]);
  let startedAt: number | undefined;

  async function settle({ side, planned }: SideCell, fault: AbortSignal): Promise<void> {
    const of = sides[side];
    if (!of) throw new Error(`${side} has nothing to train with`);
    const cells = [...of.plan.cells.filter(({ key }) => key === planned.needs), planned];
    const found = await execute({
      workspace: of.workspace,
      plan: { suite: of.plan.suite, cells },
      provenance: of.provenance,
      ledger,
      slots,
      signal: AbortSignal.any([stop, fault]),
      onEvent(event) {
        if (event.type === "finished") trained.add(event.planned.key);
        onEvent({ type: "cell", side, event });
      },
    });
    for (const [key, record] of found) records.set(key, record);
    onEvent({ type: "settled" });
  }

  return {
    records,
    trained,
    async train(cells) {
      const wanted = new Map(
        cells.filter(({ planned }) => !records.has(planned.key)).map((each) => [each.planned.key, each]),
      );
      const queue = [...wanted.values()];
      if (queue.length === 0 || stop.aborted) return;
      onEvent({ type: "queued", cells: queue.length });
      startedAt ??= Date.now();
      const timer = setTimeout(() => budget.abort(), Math.max(0, budgetMilliseconds - (Date.now() - startedAt)));
      const fault = new AbortController();
      const work = async () => {
        for (let next = queue.shift(); next && !stop.aborted && !fault.signal.aborted; next = queue.shift()) {
          await settle(next, fault.signal);
        }
      };
      try {
        await Promise.all(
          Array.from({ length: Math.min(slots.specs.length, queue.length) }, () =>
            work().catch((error: unknown) => {
              fault.abort();
              throw error;
            }),
          ),
        );
      } finally {
        clearTimeout(timer);
      }
    },
    left: () => Math.max(0, budgetMilliseconds - (startedAt === undefined ? 0 : Date.now() - startedAt)),
  };
}
