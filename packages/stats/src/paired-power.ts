/// <reference path="./jstat.d.ts" />
import jstat from "jstat";
import { checkShare } from "./check-share.ts";
import { SampleError } from "./sample-error.ts";
import { studentQuantile } from "./student-quantile.ts";

/** A paired comparison before it is made. */
export interface PairedDesign {
  /** Pairs, that is seeds: at least two. */
  readonly count: number;
  /** Standard deviation of the differences, in the unit of the values: above 0. */
  readonly deviation: number;
  /** Of the two-sided test, in (0, 1). */
  readonly alpha: number;
}

/**
 * The power of the two-sided paired t test: how often its interval at 1 - alpha excludes 0 where the true mean
 * difference is `effect`.
 *
 *     P(|T| > t(1 - alpha / 2, n - 1)),   T noncentral Student with n - 1 degrees of freedom,
 *     delta = effect sqrt(n) / deviation
 *
 * which counts the few cases on the wrong side as well. With Z normal and X chi squared with n - 1 degrees of freedom
 * it is the mean over Z of P(X < (n - 1) (Z + delta)^2 / t^2), which Simpson's rule gives to 1e-7.
 * @param effect in the unit of the deviation, of either sign
 * @throws {SampleError} for a count that is not whole or below 2, a deviation that is not above 0, an effect that is
 *   not finite, or an alpha outside (0, 1)
 */
export function pairedPower(design: PairedDesign, effect: number): number {
  const procedure = "the power of a paired t test";
  checkDesign(procedure, design);
  if (!Number.isFinite(effect)) throw new SampleError(`${procedure} needs a finite effect, received ${effect}`);
  const { count, deviation, alpha } = design;
  const quantile = studentQuantile(procedure, 1 - alpha, count - 1);
  return powerAt(count - 1, quantile, (Math.abs(effect) * Math.sqrt(count)) / deviation);
}

/**
 * The smallest mean difference that the two-sided paired t test finds with the given power, in the unit of the
 * deviation.
 * @param power in (alpha, 1): 0.8, 0.9
 * @throws {SampleError} as `pairedPower` does, and for a power that is not above alpha and below 1
 */
export function minimumDetectableEffect(design: PairedDesign, power: number): number {
  const procedure = "a minimum detectable effect";
  checkDesign(procedure, design);
  checkShare(procedure, "a power", power);
  const { count, deviation, alpha } = design;
  if (power <= alpha) throw new SampleError(`${procedure} needs a power above alpha, ${alpha}; received ${power}`);
  const quantile = studentQuantile(procedure, 1 - alpha, count - 1);
  let [low, high] = [0, 1];
  while (powerAt(count - 1, quantile, high) < power) [low, high] = [high, 2 * high];
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (powerAt(count - 1, quantile, middle) < power) low = middle;
    else high = middle;
  }
  return (high * deviation) / Math.sqrt(count);
}

function checkDesign(procedure: string, { count, deviation, alpha }: PairedDesign): void {
  checkShare(procedure, "an alpha", alpha);
  if (!Number.isInteger(count) || count < 2) {
    throw new SampleError(`${procedure} needs at least 2 pairs, a whole number; received ${count}`);
  }
  if (!(deviation > 0 && Number.isFinite(deviation))) {
    throw new SampleError(`${procedure} needs a finite standard deviation above 0, received ${deviation}`);
  }
}

/** Beyond it the normal density holds less than 1e-16. */
const reach = 8.5;

/** In two parts, for with one degree of freedom the integrand has a corner at Z = -delta. */
function powerAt(freedom: number, quantile: number, delta: number): number {
  const integrand = (z: number) =>
    Math.exp((-z * z) / 2) * jstat.lowRegGamma(freedom / 2, (freedom * (z + delta) ** 2) / (2 * quantile ** 2));
  const corner = Math.max(-reach, -delta);
  // The chance rises from 0 to 1 within a few quantile / sqrt(2 freedom).
  const step = Math.min(0.05, quantile / (8 * Math.sqrt(freedom)));
  return (simpson(integrand, -reach, corner, step) + simpson(integrand, corner, reach, step)) / Math.sqrt(2 * Math.PI);
}

function simpson(integrand: (z: number) => number, low: number, high: number, largestStep: number): number {
  if (low === high) return 0;
  const steps = 2 * Math.ceil((high - low) / (2 * largestStep));
  const step = (high - low) / steps;
  let sum = integrand(low) + integrand(high);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * integrand(low + i * step);
  return (sum * step) / 3;
}
