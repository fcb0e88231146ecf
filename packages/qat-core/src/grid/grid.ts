import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * Up to the higher level; or to the one with the even code, as rounding half to even does where the codes count integers from
 * an even one.
 */
export type Ties = "up" | "even";

/**
 * The allowed values of a quantized tensor, up to what is fitted to the weights. A codebook is a tensor
 * [rows, levels], ascending in each row: one row a tensor, or one an output channel (the weight's last axis).
 */
export interface Grid {
  readonly name: string;
  /** Levels of one codebook; Infinity for the float grid, whose codebook is empty. */
  readonly levels: number;
  readonly granularity: "tensor" | "channel";
  /** Ascending levels at scale 1, where a codebook is scale x unit. */
  readonly unit?: readonly number[];
  /** Where a weight exactly between two levels goes; `up` where it is absent, as on every controlled grid. */
  readonly ties?: Ties;
  readonly fit: Fit;
}

/** How a grid's codebooks follow weights. */
export interface Fit {
  /**
   * The codebook that represents `latent` (any shape, last axis = output channels). With `previous`, an inexpensive
   * refinement from there, for calls in every step; without, the best fit the grid knows.
   */
  (latent: Tensor, previous?: Tensor2D): Tensor2D;
  /** The refinement of many tensors, bit for bit as one by one, in fewer calls; absent where there is no such way. */
  readonly ofAll?: (latents: readonly Tensor[], previous: readonly Tensor2D[]) => Tensor2D[];
}
