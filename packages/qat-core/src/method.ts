/**
 * The interface that every quantization-aware-training method implements. One training step, with a method's hooks:
 *
 *     w = view(u, t)               u  latent weight (float)     w  live weight, what forward and backward see
 *     g = dL/dw -> pullback(g)     how the gradient reaches u and the method's learned parameters
 *     u = u - rate * direction     the optimizer's own direction; weight decay acts on u
 *     u = settle(u, t)             what the method does to the latent after the step
 *     codes = quantize(u)          integers and codebook: the only thing that is ever scored
 *
 * A method sees the whole set of quantized tensors at once, in the order of `latents`, and never scores itself.
 */
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs-core";
import type { ActivationRule, ActivationSetup } from "./activation/activation-rule.ts";
import type { Quantized } from "./grid/codebook.ts";
import type { Grid } from "./grid/grid.ts";
import type { LearnedParameter } from "./learned-parameter.ts";
import type { Moment } from "./moment.ts";
import type { Precision } from "./precision.ts";

/** A package under packages/methods exports one of these as `method`. */
export interface Method {
  /** The name of its folder: `ste`. */
  readonly name: string;
  readonly title: string;
  readonly paper?: Paper;
  /** What the method does, in two or three sentences for the report. */
  readonly summary: string;
  /** Options have names. `default` runs as `ste`, any other as `ste/lsq`. */
  readonly variants: Readonly<Record<"default", Variant> & Record<string, Variant>>;
}

export interface Paper {
  readonly authors: string;
  readonly title: string;
  readonly year: number;
  readonly arxiv?: string;
}

export interface Variant {
  /** The options that the name stands for, as the record keeps them. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** `float`: training starts from the trained float network, a cell of its own that is waited for and shared. */
  readonly startsFrom: "scratch" | "float";
  /** False where the network is exported as it starts: rounding after training. */
  readonly trains?: false;
  /** Whether the variant can train at this precision, on this grid; a refusal becomes a skipped cell with its reason. */
  supports(precision: Precision, grid: Grid): Support;
  /**
   * The variant's own rule for one training run. It copies what it needs of `latents`; hooks are given the latents as they
   * are then. Every variable it makes is in `state` or `learned`, and disposed with the run. Hooks run inside a tidy.
   */
  weights(latents: readonly Tensor[], setup: Setup): WeightRule;
  /** A rule of its own for activations; without one the suite's learned step size serves. */
  activations?(setup: ActivationSetup): ActivationRule;
  /** The same with the grid, schedule and start of its paper: what runs on the `as-published` track. */
  readonly asPublished?: PublishedVariant;
}

export interface PublishedVariant extends Omit<Variant, "asPublished"> {
  /** The paper's grid; none where the paper has none at this precision. */
  grid(precision: Precision): Grid | undefined;
}

export type Support = { readonly supported: true } | { readonly supported: false; readonly reason: string };

export interface Setup {
  readonly precision: Precision;
  /** The allowed values' shape. On the `controlled` track every method gets the same; finding the scale is the method's. */
  readonly grid: Grid;
  /** Steps of the whole run. */
  readonly steps: number;
  /** The method's own seed, for noise it draws itself. */
  readonly seed: number;
}

export interface WeightRule {
  /**
   * Live weights for this step, one a latent, of the latent's shape. Called before forward; asked again at the same
   * moment it gives the same, and only `pullback` may change what the rule remembers.
   */
  view(latents: readonly Tensor[], at: Moment): View;
  /**
   * The step size of each latent, where it is not `at.rate`; scalars stay inside the engine. Zero freezes a tensor.
   * Called once a step, before the latents move.
   */
  rates?(at: Moment): readonly (number | Scalar)[];
  /** The latents after the step, themselves or moved: clips, proximal maps. Called once a step, last. */
  settle?(latents: readonly Tensor[], at: Moment): readonly Tensor[];
  /** What would be exported now, in tensors that the caller disposes. Pure: it may be asked at any moment, of any latents. */
  quantize(latents: readonly Tensor[]): readonly Quantized[];
  /** Everything the rule remembers between steps, learned parameters apart: saved and restored by name. */
  readonly state: Readonly<Record<string, Variable>>;
  /** Parameters that the method learns: step sizes, noise amplitudes. */
  readonly learned: readonly LearnedParameter[];
  /** The method's own curves (inverse slope, transition rate ...), asked only when a point is recorded. */
  quantities?(latents: readonly Tensor[], at: Moment): Readonly<Record<string, number | Scalar>>;
}

export interface View {
  readonly live: readonly Tensor[];
  /**
   * How dL/dw, one a live weight, reaches the latents and `learned`, one each in their orders. Absent, it reaches the
   * latents unchanged; a rule that learns has one.
   */
  pullback?(gradients: readonly Tensor[]): { readonly latents: readonly Tensor[]; readonly learned: readonly Tensor[] };
}
