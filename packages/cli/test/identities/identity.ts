import type { Variant } from "qat-core";

/** Two methods that are one under a condition: same grid, same scale rule, same clipping on both sides. */
export interface Identity {
  readonly name: string;
  readonly one: Variant;
  readonly other: Variant;
  /** `one` without the condition, which must be another run: else the identity would say nothing. */
  readonly without: Variant;
  /** Where the other side trains floats: at 32 bits. */
  readonly otherIsFloat?: true;
  /** How many of a run's steps it holds for. */
  until(steps: number): number;
}
