import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/**
 * Kernel `Staircase`: inputs `x` float32, `threshold0` ..., and `value0_0`, `value0_1` ... one more of each function than
 * there are thresholds, scalars or [the last axis of x]; attribute `strict`, one number a threshold, 1 where it must be
 * exceeded; outputs one float32 tensor of the shape of `x` a function.
 */
export const STAIRCASE = "Staircase";

/** What decides which step of a staircase a number is on. */
export interface Thresholds {
  /** Ascending; each a scalar or [the last axis of x]. At least one. */
  readonly at: readonly tf.Tensor[];
  /** Whether threshold k must be exceeded; where absent, none: reaching it is enough. */
  readonly strict?: (k: number) => boolean;
}

/**
 * The composed reference of kernel `Staircase`. Exact, as all terms of an element but one are zero.
 * @param strict for each threshold, whether it must be exceeded
 */
export function staircasesComposed(
  x: tf.Tensor,
  thresholds: readonly tf.Tensor[],
  values: readonly (readonly tf.Tensor[])[],
  strict: readonly boolean[],
): tf.Tensor[] {
  const reached = thresholds.map((threshold, k) =>
    tf.cast(strict[k] ? tf.greater(x, threshold) : tf.greaterEqual(x, threshold), "float32"),
  );
  const onStep = [1, ...reached].map((from, k) => tf.sub(from, reached[k] ?? 0));
  return values.map((steps) => tf.addN(onStep.map((on, k) => tf.mul(on, steps[k] as tf.Tensor))));
}

/**
 * Functions that are constant between common thresholds: with k of the thresholds reached by an element of `x`, that of
 * `values[f]` is its k-th value. NaN reaches nothing. Not differentiable.
 *
 * @param x float32, any shape
 * @param values of each function, from below: finite, float32, one more than there are thresholds, scalars or [the last
 *   axis of x]
 * @returns one tensor of the shape of `x` a function
 * @throws RangeError where the counts do not fit
 */
export function staircases(
  x: tf.Tensor,
  thresholds: Thresholds,
  values: readonly (readonly tf.Tensor[])[],
): tf.Tensor[] {
  const { at, strict = () => false } = thresholds;
  if (at.length === 0 || values.some((steps) => steps.length !== at.length + 1)) {
    throw new RangeError(
      `[qat-ops] staircases got ${at.length} thresholds and ${values.map((steps) => steps.length).join(", ")} values; ` +
        "allowed are one threshold or more, and one value more than that a function.",
    );
  }
  const isStrict = at.map((_, k) => strict(k));
  const named = Object.fromEntries([
    ...at.map((threshold, k) => [`threshold${k}`, threshold] as const),
    ...values.flatMap((steps, f) => steps.map((value, k) => [`value${f}_${k}`, value] as const)),
  ]);
  return kernelOrComposed(STAIRCASE, { x, ...named }, { strict: isStrict.map(Number) }, () =>
    staircasesComposed(x, at, values, isStrict),
  );
}
