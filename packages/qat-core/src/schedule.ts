/**
 * Schedules are pure functions of progress, the fraction of training that is done, in [0, 1]: they keep their shape
 * whatever the budget.
 */
export type Schedule = (progress: number) => number;

export function constant(value: number): Schedule {
  return () => value;
}

/** From `from` at 0 in a straight line to `to` at 1. */
export function linear(from: number, to: number): Schedule {
  return (progress) => from + (to - from) * progress;
}

/** Half a cosine, from `from` at 0 to `to` at 1 (Loshchilov and Hutter 2017, arXiv 1608.03983, eq. 5, one cycle). */
export function cosine(from: number, to = 0): Schedule {
  return (progress) => to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2;
}

/** `from` times a factor at each milestone that is passed: `steps(0.1, 0.1, [0.4, 0.6, 0.75])`. */
export function steps(from: number, factor: number, milestones: readonly number[]): Schedule {
  return (progress) => from * factor ** milestones.filter((milestone) => progress >= milestone).length;
}

/** Geometric growth or decay from `from` at 0 to `to` at 1; both positive. */
export function geometric(from: number, to: number): Schedule {
  return (progress) => from * (to / from) ** progress;
}

/** A straight line from 0 to the schedule's first value over the first `share` of training, then the schedule. */
export function warmUp(share: number, then: Schedule): Schedule {
  return (progress) => (progress < share ? (then(0) * progress) / share : then((progress - share) / (1 - share)));
}

/** The schedule run inside the window [start, end) of training; its value at 0 before, its value at 1 after. */
export function within(start: number, end: number, schedule: Schedule): Schedule {
  return (progress) => schedule(progress >= end ? 1 : Math.max(0, (progress - start) / (end - start)));
}
