/**
 * The uniform quantizers of the code of PARQ (facebookresearch/parq, commit ac256d9): evenly spaced levels whose scale is a
 * statistic of the weights, no least squares. The code rounds half to even; here, as everywhere, a weight between two
 * levels takes the upper one.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type Grid, overRows, scaleTimesUnit } from "qat-core";

type Granularity = Grid["granularity"];

/**
 * UnifQuantizer: 2^b levels s (k - (2^b - 1) / 2), without a zero, the outermost at min(b mean |u|, max |u|).
 * @param bits b, at least 1
 */
export function meanUniformGrid(bits: number, granularity: Granularity = "tensor"): Grid {
  const unit = Array.from({ length: 2 ** bits }, (_, k) => k - (2 ** bits - 1) / 2);
  const [mean, max] = [overRows(granularity, tf.mean), overRows(granularity, tf.max)];
  const outermost = (size: tf.Tensor) => tf.minimum(tf.mul(mean(size), bits), max(size));
  return outermostAt(outermost, unit, `mean-uniform-${bits}`, granularity);
}

/**
 * MaxUnifQuantizer: 2^b - 1 levels, a zero among them, the outermost at max |u|.
 * @param bits b, at least 2: of one bit zero would be the only level
 */
export function maxUniformGrid(bits: number, granularity: Granularity = "tensor"): Grid {
  const half = 2 ** (bits - 1) - 1;
  const unit = Array.from({ length: 2 * half + 1 }, (_, k) => k - half);
  return outermostAt(overRows(granularity, tf.max), unit, `max-uniform-${bits}`, granularity);
}

/** TernaryUnifQuantizer: -s, 0, s with s = max |u| / 1.5. */
export function maxTernaryGrid(granularity: Granularity = "tensor"): Grid {
  const max = overRows(granularity, tf.max);
  return outermostAt((size) => tf.div(max(size), 1.5), [-1, 0, 1], "max-ternary", granularity);
}

/** Multiples of a symmetric `unit` whose highest level is a statistic of |u|, a scalar or [channels]. */
function outermostAt(
  statistic: (size: tf.Tensor) => tf.Tensor,
  unit: readonly number[],
  name: string,
  granularity: Granularity,
): Grid {
  const highest = unit.at(-1) as number;
  return {
    name: `${name}${granularity === "channel" ? "/channel" : ""}`,
    levels: unit.length,
    granularity,
    unit,
    fit: (latent) => tf.tidy(() => scaleTimesUnit(tf.div(statistic(tf.abs(latent)), highest), unit)),
  };
}
