/** As many numbers as asked for. */
export function sample(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

/** The share of repeats in which something holds. */
export function shareOf(repeats: number, holds: (repeat: number) => boolean): number {
  let held = 0;
  for (let repeat = 0; repeat < repeats; repeat++) if (holds(repeat)) held += 1;
  return held / repeats;
}

/** Four standard errors of a share that was counted over so many repeats: one honest seed in 16,000 lies outside. */
export function fourErrors(share: number, repeats: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / repeats);
}
