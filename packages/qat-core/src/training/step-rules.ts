import type { ParameterRole } from "../network.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import type { Schedule } from "../schedule.ts";

/** How a step moves parameters: the part of a recipe that the training step itself acts on. */
export interface StepRules {
  readonly optimizer: Optimizer;
  /** Learning rate as a function of progress, so that a smaller budget keeps its shape. */
  readonly rate: Schedule;
  /** Slows training down where validation stalls; absent where only `rate` does. */
  readonly plateau?: Plateau;
  readonly weightDecay: Readonly<Record<ParameterRole, number>>;
  /**
   * Largest norm of a step's gradients, of latents and of the other parameters together; larger ones are scaled down before
   * the optimizer sees them. Not of learned parameters, which have gradient scales of their own. Absent for none.
   */
  readonly clipNorm?: number;
  /**
   * How fast the parameters that methods learn move, as a share of the rate; 1 where it is absent. A rate that is made for
   * clipped gradients is not for theirs, which are not clipped.
   */
  readonly learnedRateFactor?: number;
}

/**
 * After an epoch whose live network scores no better on validation examples than the best before it, the rate is divided.
 * The live network, not the exported one: methods that quantize late would be slowed down for what they have yet to do.
 */
export interface Plateau {
  readonly divideBy: number;
}
