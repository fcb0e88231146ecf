import { type Scalar, tidy } from "@tensorflow/tfjs-core";
import { hashOf, type Training } from "qat-core";

/** What two runs that are the same agree on. */
export interface Trace {
  /** Of every step: it sees the live weights of each. */
  readonly losses: readonly number[];
  /** Latents, floats, statistics and learned parameters at the end, by name. */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
  /** Of what is exported at the end. */
  readonly hash: string;
}

/** Trains until a step, and disposes the training. @param advance takes one step, for its loss */
export async function traceOf(training: Training, until: number, advance: () => Scalar): Promise<Trace> {
  const losses: number[] = [];
  while (training.step < until) {
    const loss = tidy(advance);
    losses.push((await loss.data())[0] as number);
    loss.dispose();
  }
  const parameters = new Map<string, readonly number[]>();
  for (const [name, variable] of Object.entries(training.variables)) {
    if (/^(latent|float|statistic|learned)\//.test(name)) parameters.set(name, Array.from(await variable.data()));
  }
  const hash = hashOf(await training.export());
  training.dispose();
  return { losses, parameters, hash };
}

/**
 * Where two runs first differ, bit for bit; nothing where they do not. What only one of them learns is not compared: an
 * amplitude of no noise.
 */
export function firstDifference(one: Trace, other: Trace): string | undefined {
  const lists = [
    ["loss", one.losses, other.losses] as const,
    ...[...other.parameters].map(([name, values]) => [name, one.parameters.get(name) ?? [], values] as const),
  ];
  for (const [name, received, expected] of lists) {
    if (received.length !== expected.length)
      return `${name} has ${received.length} values, expected ${expected.length}`;
    // 0 and -0 are one weight.
    const wrong = expected.findIndex((value, i) => !Number.isFinite(value) || received[i] !== value);
    if (wrong >= 0) return `${name}[${wrong}] is ${received[wrong]}, expected ${expected[wrong]}`;
  }
  return undefined;
}
