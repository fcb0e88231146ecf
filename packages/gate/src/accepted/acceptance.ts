import type { Accepted } from "./accepted.ts";

/** What the accepted regressions say of one. */
export interface Acceptance {
  readonly entry: Accepted;
  /** `accepted`: it passes. `expired`: its day is over. `worse`: it loses more than was accepted. */
  readonly state: "accepted" | "expired" | "worse";
}

/**
 * Whether a regression is accepted; null where no entry is about it. Where several are, one that accepts it counts.
 * @param loss as estimated, above 0, in the unit of the gate's differences
 * @param today in UTC, `2026-11-22`
 */
export function acceptanceOf(
  entries: readonly Accepted[],
  { variant, task, precision }: { readonly variant: string; readonly task: string; readonly precision: string },
  loss: number,
  today: string,
): Acceptance | null {
  const states = entries
    .filter((entry) => entry.variant === variant && entry.task === task && ["*", precision].includes(entry.precision))
    .map((entry) => ({ entry, state: stateOf(entry, loss, today) }));
  return states.find(({ state }) => state === "accepted") ?? states[0] ?? null;
}

function stateOf({ expires, worst }: Accepted, loss: number, today: string): Acceptance["state"] {
  if (today > expires) return "expired";
  return worst !== undefined && loss > worst ? "worse" : "accepted";
}
