const pattern = /^w(\d+(?:\.\d+)?)a(\d+(?:\.\d+)?)$/;

/** Distinct precisions from few bits to many; names that are none come last, in the order of the plan. */
export function sortPrecisions(names: Iterable<string>): string[] {
  return [...new Set(names)].sort((a, b) => compareBits(bits(a), bits(b)));
}

/** What a precision's name says, in words: `2-bit weights`. */
export function describePrecision(name: string): string {
  const found = bits(name);
  if (found === null) return "";
  const [weights, activations] = found;
  if (weights === 32 && activations === 32) return "float";
  const ofWeights = weights === 32 ? "float weights" : weights === 1.58 ? "ternary weights" : `${weights}-bit weights`;
  return activations === 32 ? ofWeights : `${ofWeights}, ${activations}-bit activations`;
}

function bits(name: string): [number, number] | null {
  const [, weights, activations] = pattern.exec(name) ?? [];
  return weights === undefined || activations === undefined ? null : [Number(weights), Number(activations)];
}

function compareBits(a: [number, number] | null, b: [number, number] | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a[0] - b[0] || a[1] - b[1];
}
