import type { Cell, CellRecord, CompletedRecord } from "qat-ledger";

/** What the runner tells a cell's process, once, at its start. */
export interface Job {
  readonly cell: Cell;
  readonly threads: number;
  /** File of the float network that it starts from. */
  readonly startFrom?: string;
  /** Where its checkpoint lies, written every so many seconds. */
  readonly checkpoint: { readonly path: string; readonly everySeconds: number };
  /** Where it leaves its network, for cells that start from it. */
  readonly network?: string;
}

/** What a cell's process tells the runner. */
export type CellMessage =
  | { readonly type: "stage"; readonly stage: Stage }
  | {
      readonly type: "progress";
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly secondsLeft: number;
    }
  | { readonly type: "outcome"; readonly outcome: Outcome };

export type Stage = Extract<CellRecord, { status: "failed" }>["stage"];

/** How the run of a cell's process ended; the runner adds what every record holds. */
export type Outcome =
  | ({ readonly status: "completed" } & Pick<
      CompletedRecord,
      "metric" | "correct" | "size" | "flatness" | "weightHash"
    > &
      Figures)
  | ({ readonly status: "diverged"; readonly step: number; readonly reason: string; readonly detail: string } & Figures)
  | ({ readonly status: "disqualified"; readonly reason: string; readonly proof: string[] } & Figures)
  | { readonly status: "failed"; readonly stage: Stage; readonly reason: string; readonly detail: string };

/** The figures of a run that trained. */
export type Figures = Pick<
  CompletedRecord,
  | "curves"
  | "histograms"
  | "latentMap"
  | "seconds"
  | "steps"
  | "examplesPerSecond"
  | "peakMemoryBytes"
  | "configuration"
  | "seeds"
>;
