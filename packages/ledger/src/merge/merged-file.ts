/** What became of one file of a ledger that was merged into another. */
export interface MergedFile {
  readonly kind: "record" | "manifest" | "network";
  readonly path: string;
  readonly fate: Fate;
  /** Where there is more to say than the fate. */
  readonly why?: string;
}

export type Fate =
  /** It was missing, and is there now. */
  | "copied"
  /** What was there had not come to an end, and is an attempt of this one now. */
  | "replaced"
  /** It had not come to an end, and is an attempt of what is there now. */
  | "joined"
  /** All that it says was there. */
  | "equal"
  /** Another run with the same result is there, and stays. */
  | "duplicate"
  /** It had not come to an end, and a final record is there. */
  | "passed over"
  /** What is there, or another ledger, says something else; nothing of its key is changed. */
  | "conflict"
  /** A run is training its cell. */
  | "busy"
  /** It, or what is there, cannot be read or is not what it should be. */
  | "unusable";

/** Whether a ledger lacks something of what was to be merged into it. */
export function isUnmerged({ fate }: MergedFile): boolean {
  return fate === "conflict" || fate === "busy" || fate === "unusable";
}
