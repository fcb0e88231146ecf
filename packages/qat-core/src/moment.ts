/** Where training is when a hook is called. */
export interface Moment {
  /** Index of the current step, from 0. */
  readonly step: number;
  readonly steps: number;
  /** step / steps, in [0, 1): the argument of every schedule. */
  readonly progress: number;
  /** The learning rate of this step. */
  readonly rate: number;
  /** Sum of the learning rates of the steps 0 to this one, this one included. */
  readonly rateSum: number;
}
