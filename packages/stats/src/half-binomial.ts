/**
 * P(B <= k) for k = 0, 1, ..., n, B binomial (n, 1/2). The probabilities are added as logarithms: 2^-n alone is no
 * number beyond n = 1074.
 */
export function* halfBinomial(count: number): Generator<number> {
  let logTerm = -count * Math.LN2;
  let sum = Math.exp(logTerm);
  yield sum;
  for (let k = 1; k <= count; k++) {
    logTerm += Math.log((count - k + 1) / k);
    sum += Math.exp(logTerm);
    yield sum;
  }
}
