/**
 * The schedule of the inverse slope 1 / rho: 1 at fraction 0, 0 at fraction 1, between them a falling sigmoid
 *
 *     r(f) = (S(s (f - c)) - S(s (1 - c))) / (S(-s c) - S(s (1 - c))),   S(x) = 1 / (1 + e^x)
 *
 * normalised by its own values at both ends, so that they are exact whatever the centre c. (The code of the paper
 * normalises as if c were 1/2: any other centre starts or ends with a jump, or makes r negative.)
 * @param steepness s > 0: the fall from .95 to .05 takes about 2 ln(19) / s of the window
 * @param centre c in [0, 1], where the sigmoid is steepest
 */
export function sigmoidDecay(steepness: number, centre = 0.5): (fraction: number) => number {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(x));
  const [first, last] = [sigmoid(-steepness * centre), sigmoid(steepness * (1 - centre))];
  return (fraction) => (sigmoid(steepness * (fraction - centre)) - last) / (first - last);
}
